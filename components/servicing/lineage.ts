import type { PartyView } from '@/lib/partners/language/party-view';
import { movesStanding } from '@/lib/servicing/language/loan-standing';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';
import { factSentence } from './fact-words';

/** A node of the lineage graph. Facts are asserted by someone; sources and views are not. `column` runs with time. */
export interface LineageNode {
  readonly id: string;
  readonly kind: 'source' | 'fact' | 'private' | 'view';
  readonly lane: string;
  readonly column: number;
  readonly words: string;
  readonly from: readonly string[];
}

/** How many of the newest facts the graph shows; the table and the timeline have all. */
const MOST_FACTS = 40;

/** What followed from what, across organisations: rows of tapes, facts, and the views that moved by them. */
export function lineageOf(
  facts: readonly HistoryFact[],
  parties: readonly PartyView[],
): { lanes: string[]; nodes: LineageNode[] } {
  const shown = facts.slice(-MOST_FACTS);
  const known = new Set(shown.map((fact) => fact.digest));
  const securitizer = parties.find((party) => party.role === 'securitizer')?.name;
  const nodes: LineageNode[] = [];
  let column = 0;
  for (const fact of shown) {
    const row = sourceOf(fact);
    if (row !== undefined && !nodes.some((node) => node.id === row)) {
      nodes.push({
        id: row,
        kind: 'source',
        lane: fact.organisationName,
        column,
        words: `Tape line ${String(fact.values.sourceLine)}`,
        from: [],
      });
      column += 1;
    }
    const causes = fact.causes.filter((cause) => known.has(cause));
    const from = causes.length > 0 || row === undefined ? causes : [row];
    const kind = fact.type === null ? 'private' : 'fact';
    nodes.push({ id: fact.digest, kind, lane: fact.organisationName, column, words: factSentence(fact), from });
    column += 1;
    for (const view of viewsOf(fact, securitizer)) {
      nodes.push({ id: `${fact.digest} ${view.words}`, kind: 'view', column, from: [fact.digest], ...view });
      column += 1;
    }
  }
  const lanes = [
    ...new Set([
      ...parties.filter((party) => nodes.some((node) => node.lane === party.name)).map((party) => party.name),
      ...nodes.map((node) => node.lane),
    ]),
  ];
  return { lanes, nodes };
}

function sourceOf(fact: HistoryFact): string | undefined {
  const { sourceFile, sourceLine } = fact.values;
  return typeof sourceFile === 'string' ? `${sourceFile}:${String(sourceLine)}` : undefined;
}

/** Views that a fact moves: the servicer's alert, and the exposure of the pool. */
function viewsOf(fact: HistoryFact, securitizer: string | undefined): { lane: string; words: string }[] {
  if (fact.type === null) return [];
  const views: { lane: string; words: string }[] = [];
  if (fact.type === 'PaymentMissed') views.push({ lane: fact.organisationName, words: 'Late-payment alert' });
  if (securitizer !== undefined && movesStanding({ type: fact.type, values: fact.values }))
    views.push({ lane: securitizer, words: 'Exposure restated' });
  return views;
}
