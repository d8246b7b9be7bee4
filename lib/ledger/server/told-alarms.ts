import type { Pool } from 'pg';
import { toldAlarmsShape } from '@/lib/ledger/language/alarms';
import type { IntakeSource } from './intake-source';
import { raiseAlarm } from './raise-alarm';
import { readAlarms } from './read-alarms';

/**
 * Keeps what a hub says was found against its own record, so that a copy's readers are told it too, and the hub cannot take it back.
 * While one alarm of a kind stands, no more of that kind is kept: it is the same story. A hub that does not answer has said nothing.
 */
export async function keepToldAlarms(pool: Pool, source: Pick<IntakeSource, 'alarms'>): Promise<void> {
  const told = toldAlarmsShape.safeParse(await source.alarms().catch(() => undefined)).data?.alarms ?? [];
  for (const { kind, evidence } of told) {
    const { alarms } = await readAlarms(pool);
    if (alarms.some((each) => each.kind === kind && each.evidence.told === 'hub')) continue;
    await raiseAlarm(pool, { kind, evidence: { ...evidence, told: 'hub' } });
  }
}
