import type { ReactNode } from 'react';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { BUCKET_WORDS, type Bucket } from '@/lib/servicing/language/delinquency';

const TONES: Readonly<Record<string, Tone>> = {
  current: 'good',
  '30': 'risk',
  '60': 'late',
  '90': 'late',
  '120+': 'late',
  reo: 'calm',
  exited: 'calm',
  unknown: 'calm',
};

/** A bucket's name for people; also for loans that left and for those whose status is not known. */
function bucketWords(bucket: string): string {
  if (bucket === 'exited') return 'Left the book';
  return bucket in BUCKET_WORDS ? BUCKET_WORDS[bucket as Bucket] : 'Not known';
}

/** How late a loan is, by the MBA method. */
export function StandingStatus({ bucket }: { readonly bucket: string }): ReactNode {
  return <StatusWord tone={TONES[bucket] ?? 'calm'}>{bucketWords(bucket)}</StatusWord>;
}
