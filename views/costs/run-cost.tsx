import { errorPpm, expectations } from '../../src/domain/money/estimate.ts';
import { pricedTokensOf, wouldHaveCost } from '../../src/domain/money/what-if.ts';
import type { Completion } from '../../src/domain/run/completion.ts';
import type { Run } from '../../src/domain/run/run.ts';
import { count, plural, usd } from '../format.ts';
import { WhatIfForm, WhatIfNote, type WhatIfProps, whatIfText } from './what-if.tsx';

interface RunCostProps extends Pick<WhatIfProps, 'choices' | 'chosen'> {
  readonly run: Run;
  readonly completions: readonly Completion[];
}

/** What a run was expected to cost, what it came to, and what it would have cost elsewhere. */
export function RunCost({ run, completions, choices, chosen }: RunCostProps) {
  return (
    <section class="card run-cost" id="cost" aria-labelledby="cost-title">
      <header>
        <h2 id="cost-title">Cost: expected, and as it came</h2>
      </header>
      {run.status === 'running' && (
        <p class="pad muted">The run goes on: these are its figures so far. Reload the page for the last ones.</p>
      )}
      <Compared run={run} completions={completions} />
      <div class="pad">
        <WhatIfForm choices={choices} chosen={chosen} action={`/runs/${run.id}#cost`} query={{}} />
        {chosen !== null && <Would completions={completions} chosen={chosen} />}
      </div>
    </section>
  );
}

/** Expected beside actual; a figure that no request has both of has no row. */
function Compared({ run, completions }: Pick<RunCostProps, 'run' | 'completions'>) {
  const { inputTokens, cost } = expectations(completions);
  const { maxCostPicodollars: most } = run.estimate;
  const known = completions.flatMap((one) => (one.cost === null ? [] : [one.cost.picodollars]));
  if (inputTokens.n === 0 && known.length === 0) {
    return <p class="pad muted">No request of this run says what it used or cost.</p>;
  }
  return (
    <section class="scroll" aria-label="Expected and actual" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Figure</span>
            </th>
            {['Expected', 'Came to', 'Off by', 'Over'].map((head) => (
              <th scope="col" class="num">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inputTokens.n > 0 && (
            <Line
              label="Input tokens"
              expected={count(inputTokens.expected)}
              actual={count(inputTokens.actual)}
              ppm={errorPpm(inputTokens.expected, inputTokens.actual)}
              over={inputTokens.n}
            />
          )}
          {cost.n > 0 && (
            <Line
              label="Likely cost"
              expected={usd(cost.expected)}
              actual={usd(cost.actual)}
              ppm={errorPpm(cost.expected, cost.actual)}
              over={cost.n}
            />
          )}
          <Line
            label="At most"
            expected={most === null ? null : usd(most)}
            actual={known.length === 0 ? null : usd(known.reduce((sum, cost) => sum + cost, 0n))}
            ppm={null}
            over={known.length}
          />
        </tbody>
      </table>
    </section>
  );
}

interface LineProps {
  readonly label: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly ppm: number | null;
  readonly over: number;
}

function Line({ label, expected, actual, ppm, over }: LineProps) {
  return (
    <tr>
      <th scope="row">{label}</th>
      {[expected ?? 'not known', actual ?? 'not known', offBy(ppm), plural(over, 'request')].map((figure) => (
        <td class="num">{figure}</td>
      ))}
    </tr>
  );
}

/** `+60.0%`, `−12.5%`; a dash where nothing is known. */
function offBy(ppm: number | null): string {
  if (ppm === null) return '–';
  const sign = ppm === 0 ? '' : ppm > 0 ? '+' : '−';
  return `${sign}${(Math.abs(ppm) / 10_000).toFixed(1)}%`;
}

function Would({
  completions,
  chosen,
}: Pick<RunCostProps, 'completions'> & { readonly chosen: NonNullable<RunCostProps['chosen']> }) {
  const tokens = pricedTokensOf(completions);
  return (
    <>
      <p role="status">
        <strong>
          Would have cost {usd(wouldHaveCost(tokens, chosen))} {whatIfText(chosen)}
        </strong>
        {tokens.unknown > 0 && `, without ${plural(tokens.unknown, 'request')} whose tokens are not known`}
      </p>
      <WhatIfNote chosen={chosen} />
    </>
  );
}
