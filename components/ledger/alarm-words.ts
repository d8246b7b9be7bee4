import { formatInstant } from '@/components/ui/format';
import type { FoundAlarm } from '@/lib/ledger/domain/found-alarm';
import type { ToldSuccession } from '@/lib/ledger/language/alarms';

/** An alarm in words: what it is, what was found and by whom, what it means. */
export interface AlarmWords {
  readonly title: string;
  readonly found: string;
  readonly means: string;
}

/** Says an alarm plainly and calmly. */
export function alarmWords({ kind, by, numbers, holder }: FoundAlarm): AlarmWords {
  const [first = 0, second = 0] = numbers;
  switch (kind) {
    case 'CONTRADICTION':
      return {
        title: 'Two versions of this record exist.',
        found: `Found by ${list(by)}: the record’s own key signed ${versions(first, second)} that cannot both be true.`,
        means: 'Either what had been recorded was rewritten, or different people are shown different records.',
      };
    case 'ROLLED_BACK':
      return rolledBack(first, second, {
        by: list(by),
        holder: holder === 'signer' ? 'the hub’s own signer remembers' : 'a witness holds',
      });
    case 'SIGNER_REFUSED':
      return {
        title: 'Something in this record was changed after it was sealed.',
        found: `Found by ${list(by)}: at entry ${count(first + 1)}, what is stored is not what was sealed and signed.`,
        means: 'Nothing from there on is vouched for. What was signed before stays provable.',
      };
    case 'STORED_ALTERED':
      return {
        title: 'Something in this record was changed after it was signed.',
        found: `Found by ${list(by)}: at entry ${count(first + 1)}, what is stored is not what was sealed and signed.`,
        means:
          'What is shown of it may be wrong. Whoever kept a proof of it, or a copy of their own, can still show what it said.',
      };
    case 'COPY_REFUSED':
      return {
        title: 'What the hub sends to this copy does not hold.',
        found: `Found by ${list(by)}: at entry ${count(first + 1)}, what the hub sent is not what was sealed, signed and witnessed.`,
        means:
          'None of it was kept and nothing more is taken in. What this copy holds was checked as it came, and is still shown.',
      };
    case 'PROMISE_BROKEN':
      return {
        title: 'Something was not put under the log’s seal in time.',
        found: `Found by ${list(by)}: entry ${count(first + 1)} was promised a checkpoint within a minute and waited longer.`,
        means: 'Until one covers it, it could still be dropped unnoticed by all but whoever sent it.',
      };
  }
}

/** Says for good that the record was restored, and what is not in it any more. */
export function restoredWords({ origin, succeededAt, kept, signed }: ToldSuccession): string {
  const lost = Math.max(0, signed - kept);
  const missing =
    lost === 0
      ? 'Nothing that is known to have been signed is missing from it'
      : `${count(lost)} ${lost === 1 ? 'entry' : 'entries'} that had been signed before ${lost === 1 ? 'is' : 'are'} not in it`;
  return `This record was restored on ${formatInstant(succeededAt)} from a copy that ended at entry ${count(kept)}. ${missing}. It goes on under the name ${origin}.`;
}

function rolledBack(here: number, signed: number, { by, holder }: { by: string; holder: string }): AlarmWords {
  const found = `Found by ${by}: ${holder} this record with ${count(signed)} entries, signed by its own key; now it has ${count(here)}`;
  const means = 'Nothing is added to it until whoever runs this hub has settled that.';
  return here < signed
    ? {
        title: 'This record is shorter than it was.',
        found: `${found}.`,
        means: `The newest entries were lost, for example with a restored backup, or taken out. ${means}`,
      }
    : {
        title: 'This record is not the one that was signed.',
        found: `${found}, and they do not all agree.`,
        means: `An old copy was restored and went on another way, or what had been recorded was rewritten. ${means}`,
      };
}

function versions(first: number, second: number): string {
  return first === second
    ? `two versions of ${count(first)} entries`
    : `one version of ${count(first)} entries and one of ${count(second)}`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** “the hub, northwind and cedar”. */
function list(names: readonly string[]): string {
  return new Intl.ListFormat('en-US').format(names);
}
