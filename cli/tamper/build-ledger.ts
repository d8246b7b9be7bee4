import { FieldErased } from '@/lib/ledger/language/erasure-facts';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import { SeededRandom } from '@/lib/servicing/domain/seeded-random';
import { createWorkPool } from '@/lib/platform/server/database';
import { seedWork } from '../seed-work';
import { openTestNetwork, type TestNetwork } from '../test-network';
import { openTestSigner } from '../test-signer';
import { origination, performance } from '../test-tape';

/** A real ledger of some hundred entries, signed as it grew. */
export interface BuiltLedger {
  readonly network: TestNetwork;
}

const FIRST = 202401;
const TAPES = 3;
const MONTHS = 2;

/**
 * Builds it from a seed: loans that pay, fall behind and cure over several tapes, a corrected month, work on alerts, a
 * homeowner, a loan that lost fields and one that was erased with its person. `between` is called once in the middle, after a checkpoint.
 */
export async function buildLedger(
  templateUrl: string,
  { seed, loans }: { seed: number; loans: number },
  between: (network: TestNetwork) => Promise<void> = () => Promise.resolve(),
): Promise<BuiltLedger> {
  const network = await openTestNetwork(templateUrl);
  const signer = await openTestSigner(network);
  const random = new SeededRandom(seed);
  const late = new Array<number>(loans).fill(0);
  for (let tape = 0; tape < TAPES; tape += 1) {
    const lines = late.flatMap((_, loan) =>
      Array.from({ length: MONTHS }, (_month, at) => {
        late[loan] = random.chance(4_000) ? (late[loan] ?? 0) + 1 : random.chance(5_000) ? 0 : (late[loan] ?? 0);
        const upb = `${String(200_000 + random.between(0, 9_999))}.00`;
        return performance(nameOf(loan), String(FIRST + tape * MONTHS + at), String(late[loan]).padStart(2, '0'), upb);
      }),
    );
    // Every tape after the first also corrects a month that the one before reported.
    const again = tape === 0 ? [] : [performance(nameOf(tape), String(FIRST + tape * MONTHS - 1), '00', '198000.00')];
    const boarding = late.map((_, loan) => origination(nameOf(loan))).join('\n');
    const files = { performance: [...again, ...lines].join('\n'), ...(tape === 0 && { origination: boarding }) };
    await network.commitTape(await network.sendTape(files), 'Corrected by the servicer');
    await signer.sign();
    if (tape === 1) await between(network);
  }
  await seedWork(network.worker);
  await nameHomeowner(network);
  await eraseSome(network);
  await signer.sign();
  const owner = createWorkPool(network.ownerUrl, 1);
  await owner.query('analyze').finally(() => owner.end());
  return { network };
}

function nameOf(loan: number): string {
  return `TAMPER${String(loan).padStart(6, '0')}`;
}

async function nameHomeowner({ worker: { context } }: TestNetwork): Promise<void> {
  const { rows } = await context.pool.query<{ loan_id: string }>('select loan_id from servicing.loan order by 1 limit 1');
  const stream = `loan/${rows[0]?.loan_id ?? ''}`;
  const party = { organisation: 'homeowner', role: 'homeowner', sinceOn: '2024-06-01' };
  const about = { stream, occurredAt: '2024-06-01', causes: [] };
  await context.ledger.commit({
    organisation: 'servicer',
    actor: 'tester',
    idempotencyKey: 'homeowner',
    fingerprint: stream,
    signedAt: '2024-06-01T00:00:00.000Z',
    facts: [
      { ...about, definition: LoanPartyAssigned, values: party },
      { ...about, definition: SERVICING_FACTS.BorrowerNamed, values: { name: 'Ana Rivera', initials: 'AR' } },
    ],
  });
}

/** Two loans that are not the homeowner’s lose what an erasure names: the one some fields, the other all. */
async function eraseSome({ worker }: TestNetwork): Promise<void> {
  const { pool, ledger, follow } = worker.context;
  await follow();
  const { rows } = await pool.query<{ loan_id: string; version: number }>(
    'select loan_id, version from servicing.loan where homeowner is null order by loan_id desc limit 2',
  );
  const some = { scope: 'fields', fields: ['creditScore', 'zip3'] };
  const facts = rows.map(({ loan_id: id, version }, at) => {
    const said = { ...(at === 0 ? some : { scope: 'person', fields: [] }), version: null, throughVersion: version, book: 'book' };
    const values = { subject: `loan/${id}`, ...said, reason: 'asked for', legalBasis: 'a law' };
    return { definition: FieldErased, stream: `erasure/${id}`, values, occurredAt: '2024-12-01', causes: [] };
  });
  const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: 'erase', fingerprint: 'erase' };
  await ledger.commit({ ...request, signedAt: '2024-12-01T00:00:00.000Z', facts });
  await follow();
  await worker.erase('unconfirmed');
  await follow();
}
