import type { PoolClient } from 'pg';
import type { Projection } from '@/lib/ledger/server/follow-ledger';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';

/** Folds who takes part: organisations, keys, books, and who is party to which stream since which position. */
export const partnersProjection: Projection = {
  room: 'partners',
  // It changes the parties of another stream than its own, from its own position on.
  isShared: ({ type }) => type === 'FieldErased',
  async project(client, facts) {
    const boarded: RecordedFact[] = [];
    for (const fact of facts) {
      if (fact.type === 'LoanBoarded') boarded.push(fact);
      else await projectFact(client, fact);
    }
    if (boarded.length > 0) await assignFromBooks(client, boarded);
  },
};

async function projectFact(client: PoolClient, fact: RecordedFact): Promise<void> {
  const { values } = fact;
  const at = fact.index.toString();
  switch (fact.type) {
    case 'OrganisationJoined':
      await client.query('insert into partners.organisation values ($1, $2, $3) on conflict do nothing', [
        values.organisation,
        values.kind,
        values.name,
      ]);
      await assign(client, { stream: fact.stream, organisation: values.organisation, role: values.kind, at });
      break;
    case 'KeyRegistered':
      await client.query(
        "insert into partners.signing_key values ($1, $2, decode($3, 'base64'), $4, $5) on conflict do nothing",
        [values.keyId, values.organisation, values.publicKey, at, values.custody],
      );
      break;
    case 'KeyRetired':
      // Only the organisation itself retires its keys, and the first word stands.
      await client.query(
        `update partners.signing_key set until_index = coalesce($3::bigint, $4), retired_reason = $5
         where key_id = $1 and organisation = $2 and organisation = $6 and until_index is null`,
        [values.keyId, values.organisation, values.compromisedSince, at, values.reason, fact.organisation],
      );
      break;
    case 'BookAgreed':
      await client.query('insert into partners.book values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [
        values.book,
        values.name,
        values.servicer,
        values.owner,
        values.securitizer,
        values.pool,
      ]);
      for (const role of ['servicer', 'owner', 'securitizer'])
        await assign(client, { stream: fact.stream, organisation: values[role], role, at });
      break;
    case 'PoolFormed':
      await assign(client, { stream: fact.stream, organisation: values.securitizer, role: 'securitizer', at });
      break;
    case 'LoanPartyAssigned':
      await assign(client, { stream: fact.stream, organisation: values.organisation, role: values.role, at });
      break;
    case 'FieldErased':
      if (values.scope === 'person') await leaveToTheBook(client, fact);
      break;
  }
}

/** Of an erased person only the book's organisations stay party to what is left: who the homeowner was is told no more. */
async function leaveToTheBook(client: PoolClient, { values, index }: RecordedFact): Promise<void> {
  const stream = values.subject;
  await client.query('delete from partners.stream_party where stream = $1', [stream]);
  await client.query(
    `insert into partners.stream_party
     select $1, p.organisation, p.role, $3, null from partners.book b
     cross join lateral (values (b.servicer, 'servicer'), (b.owner, 'owner'), (b.securitizer, 'securitizer')) p(organisation, role)
     where b.id = $2 on conflict do nothing`,
    [stream, values.book, index.toString()],
  );
}

async function assign(
  client: PoolClient,
  party: { stream: string; organisation: unknown; role: unknown; at: string },
): Promise<void> {
  await client.query('insert into partners.stream_party values ($1, $2, $3, $4, null) on conflict do nothing', [
    party.stream,
    party.organisation,
    party.role,
    party.at,
  ]);
}

/** A boarded loan has the parties of its book. */
async function assignFromBooks(client: PoolClient, boarded: readonly RecordedFact[]): Promise<void> {
  await client.query(
    `insert into partners.stream_party
     select l.stream, p.organisation, p.role, l.at, null
     from unnest($1::text[], $2::text[], $3::bigint[]) l(stream, book, at)
     join partners.book b on b.id = l.book
     cross join lateral (values (b.servicer, 'servicer'), (b.owner, 'owner'), (b.securitizer, 'securitizer')) p(organisation, role)
     on conflict do nothing`,
    [boarded.map((each) => each.stream), boarded.map((each) => each.values.book), boarded.map((each) => each.index.toString())],
  );
}
