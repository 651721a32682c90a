import type { HistoryRow } from '../../src/domain/history/history.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { mayHaveBeenBilled } from '../../src/domain/money/billing.ts';
import type { Annotations } from '../../src/domain/run/completion.ts';
import { CostFact } from '../completions/answer-facts.tsx';
import { STATUS_WORDS } from '../completions/status-words.ts';
import { exactText } from '../exact-text.tsx';
import { count, dateTime, milliseconds, temperatureText } from '../format.ts';
import { temperatureClass } from '../temperature-class.ts';

const HEADS = ['Time', 'Experiment', 'Model', 'Temp.', 'Answer', 'In', 'Out', 'Cost', 'Total time', 'Run'] as const;
const FIGURES: ReadonlySet<string> = new Set(['In', 'Out', 'Cost', 'Total time']);

interface RequestTableProps {
  readonly rows: readonly HistoryRow[];
  readonly calendar: Calendar;
}

/** Requests one by one, newest first, with their times in the reporting zone. */
export function RequestTable({ rows, calendar }: RequestTableProps) {
  return (
    <section class="scroll" aria-label="Requests" tabindex={0}>
      <table>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th scope="col" class={FIGURES.has(head) ? 'num' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row row={row} calendar={calendar} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row, calendar }: { readonly row: HistoryRow; readonly calendar: Calendar }) {
  const { settings, usage, status } = row;
  const annotations = annotationsText(row.annotations);
  return (
    <tr>
      <td class="nowrap muted">
        <time datetime={row.createdAt.toISOString()}>{dateTime(row.createdAt, calendar)}</time>
      </td>
      <td>
        <a href={`/notebooks/${row.notebook.id}#cell-${row.experiment.id}`}>
          <bdi>{row.notebook.title}</bdi>
        </a>
        <span class="muted small">
          {' '}
          <a href={`/history?experiment=${row.experiment.id}&by=version`}>
            <bdi>{row.experiment.title}</bdi>
          </a>
          , version {row.version}
        </span>
      </td>
      <td class="nowrap">{settings.model}</td>
      <td>
        <span class={`badge ${temperatureClass(settings.temperature)}`}>{temperatureText(settings.temperature)}</span>
      </td>
      <td class="excerpt" dir="auto">
        {status === 'done' ? '' : <span class="muted">{STATUS_WORDS[status].split(':')[0]} </span>}
        {row.forgotten ? <span class="muted">text deleted for its age</span> : exactText(row.text.slice(0, 140))}
        {annotations !== '' && <span class="marks-text small muted">{exactText(annotations)}</span>}
      </td>
      <td class="num">{usage?.inputTokens == null ? '–' : count(usage.inputTokens)}</td>
      <td class="num">{usage?.outputTokens == null ? '–' : count(usage.outputTokens)}</td>
      <td class="num">
        {usage === null && row.cost === null ? '–' : <CostFact completion={row} />}
        {mayHaveBeenBilled(row) && <span class="small muted"> may have been billed</span>}
      </td>
      <td class="num">{milliseconds(row.durationMs)}</td>
      <td>
        <a href={`/runs/${row.runId}#completion-${row.id}`}>run {row.runId}</a>
      </td>
    </tr>
  );
}

function annotationsText({ rating, pinned, note }: Annotations): string {
  return [
    rating === null ? '' : `rated ${rating}`,
    pinned ? 'pinned' : '',
    note === null ? '' : `note: ${note.slice(0, 140)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
