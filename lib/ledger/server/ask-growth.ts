import { parseHashes } from '@/lib/ledger/domain/line';
import { HubRefusal, type IntakeSource } from './intake-source';

/**
 * The RFC 6962 proof (hostile) that a hub gives of its log between two sizes; undefined where it says that it has none to give.
 * Throws where it does not answer, or somebody else does in its place.
 */
export async function askGrowth(
  source: Pick<IntakeSource, 'growth'>,
  from: number,
  to: number,
): Promise<Uint8Array[] | undefined> {
  const answer = await source.growth(from, to).catch((error: unknown) => {
    if (error instanceof HubRefusal && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  return Array.isArray(answer) ? parseHashes(answer.map(String)) : undefined;
}
