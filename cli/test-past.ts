import { hash } from 'node:crypto';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import { registerHub } from '@/lib/partners/server/join-network';
import { PaymentMissed, PaymentReceived } from '@/lib/servicing/language/facts';
import * as work from '@/lib/servicing/language/work-facts';
import { openTestNetwork, type TestNetwork } from './test-network';
import { origination, performance } from './test-tape';

/** Where the ledger ended after a commit. */
export interface Ending {
  readonly position: bigint;
  readonly at: Date;
}

/** The loans of the past by their numbers: one that is corrected and cured, one fed by hand, one that comes later. */
export const [FIRST, SECOND, THIRD] = ['ASOF00000001', 'ASOF00000002', 'ASOF00000003'] as const;

/** Our id of a loan of the test network; empty before it was boarded. */
export async function idOf({ worker }: TestNetwork, number: string): Promise<string> {
  const text = 'select loan_id from servicing.loan_number where agency_loan_id = $1';
  const { rows } = await worker.context.pool.query<{ loan_id: string }>(text, [number]);
  return rows[0]?.loan_id ?? '';
}

/**
 * A network with some months behind it: tapes, a correction, work on alerts, payments by hand, a homeowner and another servicer
 * who become party late. After every commit, also of a tape's parts, the views follow and `onEnding` is called.
 */
export async function openPast(
  templateUrl: string,
  onEnding: (network: TestNetwork, ending: Ending) => Promise<void>,
): Promise<TestNetwork> {
  const network = await openTestNetwork(templateUrl);
  const { ledger, follow } = network.worker.context;
  await registerHub(ledger, network.worker.keys);
  const commit = ledger.commit.bind(ledger);
  ledger.commit = async (request) => {
    const receipt = await commit(request);
    await follow();
    await onEnding(network, { position: receipt.firstIndex + BigInt(receipt.count), at: receipt.recordedAt });
    return receipt;
  };
  await live(network);
  return network;
}

const HOME = { organisation: 'homeowner', role: 'homeowner', sinceOn: '2024-10-01' };
const LATE_JOINER = { organisation: 'stranger', role: 'servicer', sinceOn: '2024-11-01' };
const BY_HAND = { sourceFile: null, sourceLine: null };

type Told = readonly (readonly [FactDraft['definition'], FactDraft['values']])[];
type Month = readonly [loan: string, period: string, status: string, upb: string];

async function live(network: TestNetwork): Promise<void> {
  const write = (number: string, facts: Told): Promise<void> => tell(network, number, facts);
  const importTape = async (months: readonly Month[], boarded: readonly string[] = [], reason?: string): Promise<void> => {
    const lines = months.map((month) => performance(...month)).join('\n');
    const origin = boarded.length === 0 ? {} : { origination: boarded.map((loan) => origination(loan)).join('\n') };
    await network.commitTape(await network.sendTape({ performance: lines, ...origin }), reason);
  };
  await importTape([[FIRST, '202407', '00', '239000.00'], [FIRST, '202408', '01', '239000.00'], [SECOND, '202408', '00', '199000.00']], [FIRST, SECOND]); // prettier-ignore
  await write(FIRST, [[work.AlertAcknowledged, { openedDueOn: '2024-08-01' }]]);
  await write(FIRST, [[work.ContactMade, { channel: 'phone', outcome: 'reached', madeOn: '2024-09-05' }], [work.WrittenNoticeSent, { sentOn: '2024-09-06' }]]); // prettier-ignore
  await write(FIRST, [
    [LoanPartyAssigned, HOME],
    [work.BorrowerNamed, { name: 'Ana Rivera', initials: 'AR' }],
  ]);
  await importTape([[FIRST, '202409', '02', '239000.00'], [SECOND, '202409', '01', '199000.00'], [THIRD, '202409', '00', '150000.00']], [THIRD]); // prettier-ignore
  await importTape([[FIRST, '202408', '00', '238500.00']], [], 'August was paid after all');
  await write(SECOND, [[LoanPartyAssigned, LATE_JOINER]]);
  await write(FIRST, [[work.ContactMade, { channel: 'letter', outcome: 'no-answer', madeOn: '2024-10-10' }]]);
  await write(SECOND, [[work.AlertAssigned, { openedDueOn: '2024-09-01', assignee: 'tester' }]]);
  await write(THIRD, [[work.ContactMade, { channel: 'phone', outcome: 'reached', madeOn: '2024-10-12' }]]);
  await write(SECOND, [[PaymentReceived, { ...BY_HAND, installmentDueOn: '2024-09-01', installmentCount: 1, amount: '1438.92', receivedOn: '2024-10-20', asOfOn: '2024-10-20' }]]); // prettier-ignore
  await write(SECOND, [[PaymentMissed, { ...BY_HAND, installmentDueOn: '2024-10-01', asOfOn: '2024-11-01', delinquencyStatus: '01' }]]); // prettier-ignore
  await importTape([
    [FIRST, '202410', '00', '238000.00'],
    [THIRD, '202410', '01', '149000.00'],
  ]);
}

/** Facts of one loan in one commit by its servicer. */
async function tell(network: TestNetwork, number: string, facts: Told): Promise<void> {
  const stream = `loan/${await idOf(network, number)}`;
  const drafts = facts.map(([definition, values]) => ({ definition, values, stream, occurredAt: '2024-11-05', causes: [] }));
  // Idempotency keys are told to everyone who sees the commit: they say nothing of a person.
  const key = hash('sha256', JSON.stringify(facts.map(([definition, values]) => [definition.type, values])), 'base64url');
  const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: key, fingerprint: key };
  await network.worker.context.ledger.commit({ ...request, signedAt: '2024-11-05T00:00:00.000Z', facts: drafts });
}
