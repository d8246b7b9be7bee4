import { describe, expect, it } from 'vitest';
import { altered, EXPECTED, sealTestLog, sha256, verifySignature } from '@/lib/ledger/server/test-stream';
import { alterCopy } from './alter-copy';
import { verifyStream } from './verify-stream';

const { stream } = sealTestLog();

describe('a copy altered for show', () => {
  it('has exactly one fault, at the place and field that it says it changed', async () => {
    const made = alterCopy(stream);
    expect(made).toMatchObject({ version: 3, field: 'upb' });
    const { faults } = await verifyStream(made?.copy ?? stream, EXPECTED, { sha256, verifySignature });
    expect(faults).toMatchObject([{ code: 'FIELD_ALTERED', version: 3, field: 'upb' }]);
  });

  it('leaves the true stream as it is', () => {
    const before = structuredClone(stream);
    alterCopy(stream);
    expect(stream).toEqual(before);
  });

  it('changes one character only, and always to another one', () => {
    for (const text of ['1', '2', '9.01']) {
      const told = altered(stream, ({ entries }) =>
        entries.at(-1)?.fields.forEach((field) => {
          if (field.name === 'upb') field.value = text;
        }),
      );
      const field = alterCopy(told)
        ?.copy.entries.at(-1)
        ?.fields.find((each) => each.name === 'upb');
      expect(field?.value).toMatch(new RegExp(`^${text.slice(0, -1)}[^${text.slice(-1)}]$`));
    }
  });

  it('goes back to the newest entry that shows a text', () => {
    const hidden = altered(stream, ({ entries }) => entries.at(-1)?.fields.splice(0));
    expect(alterCopy(hidden)).toMatchObject({ version: 2, field: 'upb' });
  });

  it('is not made where no value is shown: there is nothing to change', () => {
    const bare = altered(stream, ({ entries }) => {
      for (const entry of entries) entry.fields = entry.fields.filter((field) => field.name !== 'upb');
    });
    expect(alterCopy(bare)).toBeUndefined();
    expect(alterCopy({ ...stream, entries: [] })).toBeUndefined();
  });
});
