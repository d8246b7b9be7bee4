import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import type { Fault } from '@/lib/ledger/domain/fault';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import type { EntryRow, WholeCommit } from './read-whole';
import { layOut } from './shapes';

interface Shape {
  readonly about: string;
  readonly names: string;
  readonly groups: string;
}

/**
 * Checks the words that rows are filed under. No hash covers them, but access is decided by them: an entry's field groups
 * must be those of its fact's definition, a commit's columns those of its signed statement.
 */
export class FilingChecker {
  private readonly shapes: ReadonlyMap<string, Shape> | undefined;
  private recordedAt = '';

  constructor(definitions: readonly FactDefinition[] | undefined) {
    this.shapes = definitions && new Map(definitions.map((each) => [`"${each.type}" ${String(each.version)}`, shapeOf(each)]));
  }

  /** The faults of one commit. Commits are handed over in ledger order. */
  check({ row, firstIndex, entries }: WholeCommit): Fault[] {
    if (row === undefined) return [];
    const faults: Fault[] = [];
    const statement = parseCommitStatement(row.statement.toString('utf8'));
    const { organisation, idempotency_key, entry_count, recorded_at } = row;
    const signed = statement?.organisation === organisation && statement.idempotencyKey === idempotency_key;
    if (!signed || statement.count !== entry_count) faults.push({ code: 'MISFILED', index: firstIndex, where: 'ledger.commit' });
    if (recorded_at < this.recordedAt) faults.push({ code: 'TIME_WENT_BACK', index: firstIndex });
    this.recordedAt = recorded_at;
    for (const entry of entries) if (!this.isFiled(entry)) faults.push(misfiled(entry));
    return faults;
  }

  private isFiled(entry: EntryRow): boolean {
    const { about, names, groups, disclosures, stream } = entry;
    if (names === null || groups === null || entry.commitments.length !== names.length * 32) return false;
    const rows = disclosures;
    const held = new Set(groups);
    if (rows.length !== held.size || rows.some((row) => row.about !== about || row.stream !== stream)) return false;
    if (!rows.every((row) => held.has(row.field_group) && row.sound)) return false;
    if (this.shapes === undefined) return true;
    const isOf = (shape: Shape | undefined): boolean =>
      shape?.about === about && shape.names === names.join() && shape.groups === groups.join();
    const name = nameOf(entry);
    // What was erased with the person does not even say which fact it was: it was one of those that there are.
    return name === undefined ? [...this.shapes.values()].some(isOf) : isOf(this.shapes.get(name));
  }
}

/** Which fact it is; undefined where that was erased. */
function nameOf({ disclosures }: EntryRow): string | undefined {
  if (disclosures.some((row) => row.erased.includes('@type'))) return undefined;
  const fields = new Map(disclosures.flatMap((row) => row.fields).map(({ name, value }) => [name, value]));
  return `${JSON.stringify(fields.get('@type') ?? null)} ${JSON.stringify(fields.get('@schema') ?? null)}`;
}

function shapeOf(definition: FactDefinition): Shape {
  const { names, groups } = layOut(definition);
  return { about: definition.about, names: names.join(), groups: groups.join() };
}

function misfiled({ index, stream, version }: EntryRow): Fault {
  return { code: 'MISFILED', index: Number(index), stream, version };
}
