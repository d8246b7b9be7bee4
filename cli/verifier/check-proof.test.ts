import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '@/lib/ledger/domain/bytes';
import { formatEntryProof } from '@/lib/ledger/domain/entry-proof';
import { ED25519, makeNoteKey } from '@/lib/ledger/domain/note-key';
import type { WireEntry, WireKey } from '@/lib/ledger/language/wire';
import { proveTestLog } from '@/lib/ledger/server/test-proof';
import { altered, HUB, ORIGIN, SERVICER, sha256, type Editable } from '@/lib/ledger/server/test-stream';
import { checkProof } from './check-proof';

const log = makeNoteKey(ORIGIN, ED25519, HUB.publicKey, sha256);
const { stream, proof } = proveTestLog();
const [, entry] = stream.entries as [WireEntry, WireEntry];
const path = (proof.paths[1] ?? []).map((text) => fromBase64(text) ?? new Uint8Array());
const servicer = { organisation: 'servicer', publicKey: toBase64(SERVICER.publicKey) };

/** The proof file of the second entry of `loan/a`, whose place in the log is 2. */
function prove(what: { entry?: WireEntry; key?: WireKey } = {}): string {
  return formatEntryProof({ entry: what.entry ?? entry, key: what.key ?? servicer }, { path, checkpoint: proof.checkpoint });
}

const edited = (edit: (copy: Editable<WireEntry>) => void): WireEntry => altered(entry, edit);

describe('a proof file', () => {
  it('is sound as it was made, however old: no witness is asked for', async () => {
    expect(await checkProof(prove(), { log })).toEqual({ faults: [], checked: 'entry 2 of loan/a, in a log of 5 entries' });
  });

  it.each<[string, string, string[]]>([
    ['another place', prove().replace('\nindex 2\n', '\nindex 1\n'), ['NOT_IN_LOG']],
    ['another key', prove({ key: { ...servicer, publicKey: toBase64(HUB.publicKey) } }), ['KEY_UNKNOWN']],
    ['another value', prove({ entry: edited(({ fields }) => fields.forEach((each) => (each.value = each.name === 'upb' ? '1.00' : each.value))) }), ['FIELD_ALTERED']],
    ['another header', prove({ entry: edited((copy) => void (copy.header = copy.header.replace('"version":2', '"version":3'))) }), ['COMMIT_PATH_WRONG', 'NOT_IN_LOG']],
    ['another origin', prove({ entry: edited((copy) => void (copy.header = copy.header.replace(ORIGIN, 'b.example/1'))) }), ['WRONG_STREAM', 'COMMIT_PATH_WRONG', 'NOT_IN_LOG']],
    ['another signature', prove({ entry: edited(({ commit }) => void (commit.signature = toBase64(new Uint8Array(64)))) }), ['SIGNATURE_WRONG', 'NOT_IN_LOG']],
    ['no statement', prove({ entry: edited(({ commit }) => void (commit.statement = '{}')) }), ['COMMIT_MALFORMED', 'NOT_IN_LOG']],
    ['nothing that leads to the leaf', prove().replace(/\nextra .*/, ''), ['PROOF_MALFORMED']],
    ['a checkpoint of another log', prove().replace(`\n\n${ORIGIN}\n`, '\n\nb.example/1\n'), ['CHECKPOINT_OF_OTHER_LOG']],
    ['another checkpoint than was signed', prove().replace(`\n\n${ORIGIN}\n5\n`, `\n\n${ORIGIN}\n6\n`), ['CHECKPOINT_UNSIGNED']],
  ])('is refused with %s', async (_, text, codes) => {
    expect((await checkProof(text, { log })).faults.map(({ code }) => code)).toEqual(codes);
  }); // prettier-ignore
});
