import type { ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { formatRough, formatShare } from '@/components/ui/format';
import type { HeatCell } from '@/lib/securities/language/exposure-views';

/** Bands from the lowest scores up; what is not known stands last. */
function order(band: string): number {
  if (band.startsWith('below')) return 0;
  return Number.parseInt(band, 10) || 9_999;
}

/** Share of balance 60 days late and worse by state and score band: a table whose ground darkens with the share. */
export function ExposureHeat({ heat }: { readonly heat: readonly HeatCell[] }): ReactNode {
  const bands = [...new Set(heat.map((cell) => cell.band))].sort((left, right) => order(left) - order(right));
  const states = [...new Set(heat.map((cell) => cell.state))];
  const most = Math.max(1, ...heat.map((cell) => cell.lateShare));
  const find = (state: string, band: string): HeatCell | undefined =>
    heat.find((cell) => cell.state === state && cell.band === band);
  return (
    <section aria-labelledby="heat">
      <h2 id="heat" className="mb-2">60 days late and worse by state and credit-score band, share of balance</h2>
      <Scroller label="By state and score band">
        <table className="rows">
          <thead><tr><th scope="col">State</th>{bands.map((band) => <th scope="col" className="num" key={band}>{band}</th>)}</tr></thead>
          <tbody>
            {states.map((state) => (
              <tr key={state}>
                <th scope="row" className="text-ink!">{state}</th>
                {bands.map((band) => {
                  const cell = find(state, band);
                  const heat = cell === undefined ? 0 : Math.round((cell.lateShare / most) * 45);
                  return <td key={band} className="num" style={{ background: `color-mix(in srgb, var(--late) ${String(heat)}%, transparent)` }} title={cell === undefined ? 'no loans' : `of ${formatRough(cell.upb)}`}>{cell === undefined ? '—' : formatShare(cell.lateShare)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  ); // prettier-ignore
}
