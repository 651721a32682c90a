import { raw } from 'hono/html';
import { columnHeads, columnLabel, namedHead } from '../../src/domain/column-label.ts';
import type { CompletionStatus } from '../../src/domain/completion.ts';
import type {
  CompletionContent,
  ExperimentContent,
  NotebookContent,
  RunContent,
} from '../../src/domain/notebook-content.ts';
import { promptMessages } from '../../src/domain/prompt.ts';
import { askedNames } from '../../src/domain/run.ts';
import { namedModel } from '../../src/domain/sweep.ts';
import type { Calendar } from '../../src/domain/time-zone.ts';
import { STATUS_WORDS } from '../completions/status-words.ts';
import { exactText } from '../exact-text.tsx';
import { costText, dateTime, plural } from '../format.ts';
import { markdown } from '../markdown.tsx';

interface SharedNotebookProps {
  readonly content: NotebookContent;
  /** What is to be said of answers of a demonstration, by connection. */
  readonly demoLabels: Readonly<Record<string, string>>;
  /** What connections are called, by id. */
  readonly connectionNames: Readonly<Record<string, string>>;
  /** The days that its times are told by; the page names their zone. */
  readonly calendar: Calendar;
  /** The page's own CSS: it has to stand alone. */
  readonly styles: string;
}

/** A notebook as one page that can be sent to anybody: no scripts, nothing loaded from anywhere. */
export function SharedNotebook({ content: { title, cells }, styles, ...told }: SharedNotebookProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{exactText(title)}</title>
        <style>{raw(styles)}</style>
      </head>
      <body>
        {!opensWithTitle(cells[0], title) && <h1 dir="auto">{exactText(title)}</h1>}
        {cells.map((cell) =>
          cell.kind === 'note' ? (
            <section class="note" dir="auto">
              {markdown(cell.text)}
            </section>
          ) : (
            <SharedExperiment experiment={cell} {...told} />
          ),
        )}
        <footer class="muted small">Made with Tempera, a prompt notebook.</footer>
      </body>
    </html>
  );
}

/** Whether the first note is headed by the title, so that the page need not say it twice. */
function opensWithTitle(first: NotebookContent['cells'][number] | undefined, title: string): boolean {
  return first?.kind === 'note' && first.text.split('\n', 1)[0]?.trim() === `# ${title}`;
}

interface SharedExperimentProps extends Omit<SharedNotebookProps, 'content' | 'styles'> {
  readonly experiment: ExperimentContent;
}

/** An experiment with its last run and the prompt of that; one that was never run shows its draft. */
function SharedExperiment({ experiment: { title, draft, results }, ...shared }: SharedExperimentProps) {
  const run = results?.runs.at(-1);
  const prompt = results?.versions.find(({ number }) => number === run?.version)?.prompt ?? draft.prompt;
  const messages = run === undefined ? promptMessages(prompt) : (results?.messageLists[run.messages] ?? []);
  return (
    <section class="experiment">
      <h2 dir="auto">{exactText(title)}</h2>
      <dl class="messages">
        {messages.map(({ role, content }) => (
          <>
            <dt>{role}</dt>
            <dd class="text" dir="auto">
              {exactText(content)}
            </dd>
          </>
        ))}
      </dl>
      {run === undefined ? <p class="muted small">Not run yet.</p> : <SharedRun run={run} {...shared} />}
    </section>
  );
}

interface SharedRunProps extends Omit<SharedNotebookProps, 'content' | 'styles'> {
  readonly run: RunContent;
}

function SharedRun({ run, demoLabels, connectionNames, calendar }: SharedRunProps) {
  const { request, completions, createdAt } = run;
  const nameOf = (id: string) => (Object.hasOwn(connectionNames, id) ? (connectionNames[id] ?? id) : id);
  const models = askedNames(request).map((model) => namedModel(model, nameOf));
  const labels = new Set(
    completions.flatMap(({ connection }) => (Object.hasOwn(demoLabels, connection) ? [demoLabels[connection]] : [])),
  );
  return (
    <>
      <p class="muted small">
        {exactText(models.join(', '))} · {plural(completions.length, 'answer')} ·{' '}
        <time datetime={createdAt.toISOString()}>{dateTime(createdAt, calendar)}</time> {calendar.zone}
      </p>
      {[...labels].map((label) => (
        <p class="muted small">{label}</p>
      ))}
      <div class="columns">
        {columnHeads(request).map((head, column) => (
          <section>
            <h3>{exactText(columnLabel(namedHead(head, nameOf)))}</h3>
            {completions
              .filter((completion) => completion.column === column)
              .map((completion) => (
                <SharedAnswer completion={completion} />
              ))}
          </section>
        ))}
      </div>
    </>
  );
}

function SharedAnswer({
  completion: { text, status, usage, cost, marks, error },
}: {
  readonly completion: CompletionContent;
}) {
  const facts = [
    usage === null ? '' : `${usage.inputTokens ?? '–'} → ${usage.outputTokens ?? '–'} tokens`,
    usage === null && cost === null ? '' : costText(cost),
    stateText(status),
    marks.rating === null ? '' : `rated ${marks.rating}`,
    marks.pinned ? 'pinned' : '',
  ];
  return (
    <article class="answer">
      <div class="text" dir="auto">
        {exactText(text)}
      </div>
      {error !== null && <p class="small">{exactText(error.message)}</p>}
      {marks.note !== null && (
        <p class="small">
          Note: <bdi>{exactText(marks.note)}</bdi>
        </p>
      )}
      <p class="muted small">{facts.filter((fact) => fact !== '').join(' · ')}</p>
    </article>
  );
}

function stateText(status: CompletionStatus): string {
  return status === 'done' ? '' : STATUS_WORDS[status];
}
