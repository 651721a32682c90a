import type { Calendar } from '../../src/domain/history/time-zone.ts';
import type { UnitPrices } from '../../src/domain/money/cost.ts';
import { progressOf, totalsOf } from '../../src/domain/run/columns.ts';
import type { RunView } from '../../src/domain/run/run.ts';
import { domId } from '../dom-id.ts';
import { count, dateTime, plural, usd } from '../format.ts';
import { Menu } from '../menu.tsx';
import type { DisplayOptions } from './display-options.ts';

interface RunStripProps {
  readonly run: RunView;
  readonly display: DisplayOptions;
}

/** Which run this is, and its state in words. */
export function RunStatusLine({ run: view, display }: RunStripProps) {
  const { run } = view;
  return (
    <div class="run-status" id={domId('run', run.id, 'status')}>
      <h3>Run {run.id}</h3>
      <span class="muted small nowrap">
        <Version run={run} /> · <Ago at={run.createdAt} calendar={display.calendar} />
      </span>
      <span class="state small" data-status={run.status}>
        {stateText(view)}
      </span>
    </div>
  );
}

/** Which version of the prompt was asked; how it did over all its runs is fetched when it is asked for. */
function Version({ run: { id, experimentId, version } }: Pick<RunView, 'run'>) {
  return (
    <details
      class="menu start version"
      id={domId('run', id, 'version')}
      data-menu
      hx-get={`/experiments/${experimentId}/versions/${version.number}/figures`}
      hx-trigger="toggle once"
      hx-target="find .pop"
      hx-swap="innerHTML"
    >
      <summary class="noted" aria-label={`v${version.number}: how this version did`}>
        v{version.number}
      </summary>
      <div class="pop">Loading…</div>
    </details>
  );
}

/** Tokens and money of a run as a whole. */
export function RunTotals({ run, display }: RunStripProps) {
  return <p class="hint aside num run-totals">{totalsText(run, display)}</p>;
}

const TABLES = [
  { ending: 'md', name: 'Markdown' },
  { ending: 'csv', name: 'CSV' },
] as const;

/** What can be done with a run as a whole. */
export function RunMenu({ run: { run }, display }: RunStripProps) {
  const other = display.view === 'text' ? 'markdown' : 'text';
  return (
    <Menu label={`More about run ${run.id}`}>
      <ul>
        <li>
          <a href={`/runs/${run.id}`}>Page of this run</a>
        </li>
        {run.caseSet !== undefined && (
          <li>
            <a href={`/runs/${run.id}/matrix`}>Cases and pass rates</a>
          </li>
        )}
        <li>
          <a href={`/comparisons?a=${run.id}:0&b=${run.id}`}>Compare its columns</a>
        </li>
        {TABLES.map(({ ending, name }) => (
          <li>
            <button type="button" data-copy-from={`/runs/${run.id}/table.${ending}`}>
              Copy table as {name}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            hx-put={`/runs/${run.id}/view`}
            hx-vals={JSON.stringify({ view: other })}
            hx-swap="none"
            aria-pressed={display.view === 'markdown' ? 'true' : 'false'}
          >
            Show as Markdown
          </button>
        </li>
      </ul>
    </Menu>
  );
}

/** How long ago something was; its exact time is the tip. The page counts on. */
function Ago({ at, calendar }: { readonly at: Date; readonly calendar: Calendar }) {
  return (
    <time datetime={at.toISOString()} title={dateTime(at, calendar)} data-ago>
      {agoText(Date.now() - at.getTime())}
    </time>
  );
}

/** `now`, `2 min ago`, `3 h ago`, `5 days ago`. */
function agoText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${plural(Math.floor(hours / 24), 'day')} ago`;
}

function stateText({ run, completions }: RunView): string {
  const { ended, total, failed, cancelled, done, held } = progressOf(completions);
  const rest = [
    failed > 0 ? `${count(failed)} failed` : '',
    cancelled > 0 ? `${count(cancelled)} not finished` : '',
  ].filter((part) => part !== '');
  const tail = rest.length > 0 ? `, ${rest.join(', ')}` : '';
  switch (run.status) {
    case 'running':
      return `Running: ${count(ended)} of ${count(total)} ended`;
    case 'finished':
      return `Finished: ${plural(done, 'answer')}${tail}`;
    case 'cancelled':
      return `Stopped: ${plural(done, 'answer')}${tail}`;
    case 'held':
      return `Held by a cap: ${count(ended)} of ${count(total)} ended, ${count(held)} not sent`;
    case 'interrupted':
      return `Interrupted by a restart: ${plural(done, 'answer')}${tail}`;
  }
}

function totalsText({ completions }: RunView, { reference }: DisplayOptions): string {
  const totals = totalsOf(completions.map(({ completion }) => completion));
  const { inputTokens: input, outputTokens: output } = totals;
  return [
    input === null ? '' : `${plural(input, 'token')} in, ${count(output ?? 0)} out`,
    totals.costPicodollars === null ? '' : usd(totals.costPicodollars),
    totals.unpriced > 0 ? `${count(totals.unpriced)} unpriced` : '',
    totals.free > 0 && input !== null ? freeText(input, output ?? 0, reference) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function freeText(input: number, output: number, reference: UnitPrices | null): string {
  if (reference === null) return 'free';
  return `free, would cost ${usd(BigInt(input) * reference.input + BigInt(output) * reference.output)} on ${reference.model}`;
}
