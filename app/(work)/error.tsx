'use client';

/** Within a party’s frame. */
export { PageError as default } from '@/components/platform/page-error';
