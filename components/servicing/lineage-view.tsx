'use client';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { Button } from '@/components/ui/button';
import type { PartyView } from '@/lib/partners/language/party-view';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';
import { lineageOf, type LineageNode } from './lineage';

const STEP = 190;
const LANE = 96;
const LEFT = 16;
const WIDTH = 168;

/** What followed from what: lanes by organisation, time from left to right; or the same as a table. */
export function LineageView({
  facts,
  parties,
}: {
  readonly facts: readonly HistoryFact[];
  readonly parties: readonly PartyView[];
}): ReactNode {
  const [asTable, setAsTable] = useState(false);
  const { lanes, nodes } = useMemo(() => lineageOf(facts, parties), [facts, parties]);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-quiet">Filled: asserted facts. Outlined: views computed from them. Hatched: private to others. Dashed: lines of a tape.</p>
        <Button look="plain" onClick={() => { setAsTable(!asTable); }}>{asTable ? 'Show as a graph' : 'Show as a table'}</Button>
      </div>
      {asTable ? <LineageTable nodes={nodes} /> : <Graph lanes={lanes} nodes={nodes} />}
    </div>
  ); // prettier-ignore
}

const LOOKS: Readonly<Record<LineageNode['kind'], string>> = {
  source: 'border-dashed border-quiet bg-sunk',
  fact: 'border-accent bg-accent-soft',
  private:
    'border-line bg-[repeating-linear-gradient(45deg,var(--sunk),var(--sunk)_6px,var(--card)_6px,var(--card)_12px)] italic text-quiet',
  view: 'border-2 border-accent bg-card',
};

function Graph({ lanes, nodes }: { readonly lanes: readonly string[]; readonly nodes: readonly LineageNode[] }): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const newest = nodes.findLast((node) => node.kind === 'source')?.column ?? nodes.length;
  // One begins to read at the newest line of a tape and what followed from it.
  useEffect(() => {
    frame.current?.scrollTo({ left: newest * STEP });
  }, [newest]);
  const place = new Map(
    nodes.map((node) => [node.id, { x: LEFT + node.column * STEP, y: lanes.indexOf(node.lane) * LANE + 14 }]),
  );
  const width = LEFT + nodes.length * STEP;
  const height = lanes.length * LANE;
  return (
    <div className="card flex overflow-hidden">
      <div className="w-24 shrink-0 border-r border-line sm:w-40" aria-hidden="true">
        {lanes.map((lane) => <div key={lane} className="border-b border-line px-3 py-3 text-[13px] leading-snug font-semibold last:border-0" style={{ height: LANE }}>{lane}</div>)}
      </div>
      <div ref={frame} className="grow overflow-x-auto" tabIndex={0} role="region" aria-label="Lineage graph; the table has the same in words">
        <div className="relative" style={{ width, height }}>
          {lanes.slice(1).map((lane, at) => <div key={lane} className="absolute inset-x-0 border-b border-line" style={{ top: (at + 1) * LANE - 1 }} />)}
          <svg width={width} height={height} className="pointer-events-none absolute inset-0" aria-hidden="true">
            {nodes.flatMap((node) => node.from.map((cause) => <Edge key={`${cause} ${node.id}`} from={place.get(cause)} to={place.get(node.id)} />))}
          </svg>
          {nodes.map((node) => (
            <div key={node.id} className={`absolute overflow-hidden rounded-md border p-1.5 text-[12px] leading-snug ${LOOKS[node.kind]}`} style={{ left: place.get(node.id)?.x, top: place.get(node.id)?.y, width: WIDTH, height: LANE - 28 }} title={node.words}>
              <span className="line-clamp-3">{node.words}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  ); // prettier-ignore
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function Edge({ from, to }: { readonly from: Point | undefined; readonly to: Point | undefined }): ReactNode {
  if (from === undefined || to === undefined) return null;
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + 32, to.x, to.y + 32];
  return (
    <path
      d={`M${String(x1)} ${String(y1)} C${String(x1 + 18)} ${String(y1)} ${String(x2 - 18)} ${String(y2)} ${String(x2)} ${String(y2)}`}
      fill="none"
      stroke="var(--accent)"
      strokeWidth="1.5"
    />
  );
}

const KIND_WORDS: Readonly<Record<LineageNode['kind'], string>> = {
  source: 'Tape row',
  fact: 'Fact',
  private: 'Private fact',
  view: 'View',
};

function LineageTable({ nodes }: { readonly nodes: readonly LineageNode[] }): ReactNode {
  const words = new Map(nodes.map((node) => [node.id, node.words]));
  return (
    <Scroller label="Lineage">
      <table className="rows" aria-label="Lineage">
        <thead><tr><th scope="col">Kind</th><th scope="col">By</th><th scope="col">What</th><th scope="col">Followed from</th></tr></thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.id}><td>{KIND_WORDS[node.kind]}</td><td>{node.lane}</td><td>{node.words}</td><td className="text-quiet">{node.from.map((cause) => words.get(cause) ?? '').join('; ')}</td></tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  ); // prettier-ignore
}
