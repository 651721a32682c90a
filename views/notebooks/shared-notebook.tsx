import { raw } from 'hono/html';
import type { Case } from '../../src/domain/cases/case.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import type { ExperimentContent, NotebookContent, RunContent } from '../../src/domain/notebook/notebook-content.ts';
import { promptMessages } from '../../src/domain/prompt/prompt.ts';
import { columnHeads, columnLabel, namedHead } from '../../src/domain/run/column-label.ts';
import { askedNames } from '../../src/domain/run/run.ts';
import { AXES, AXIS_LABELS, type Axis, namedModel } from '../../src/domain/run/sweep.ts';
import { exactText } from '../exact-text.tsx';
import { count, dateTime, plural } from '../format.ts';
import { markdown } from '../markdown.tsx';
import { folded, SharedAnswer } from './shared-answer.tsx';

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
  const cases = run?.caseSet === undefined ? [] : (results?.caseSets?.[run.caseSet] ?? []);
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
      {cases.length > 1 && <p class="muted small">{`As the first of ${count(cases.length)} cases asks it.`}</p>}
      {run === undefined ? <p class="muted small">Not run yet.</p> : <SharedRun run={run} cases={cases} {...shared} />}
    </section>
  );
}

interface SharedRunProps extends Omit<SharedNotebookProps, 'content' | 'styles'> {
  readonly run: RunContent;
  readonly cases: readonly Case[];
}

function SharedRun({ run, cases, demoLabels, connectionNames, calendar }: SharedRunProps) {
  const { request, completions, createdAt } = run;
  const nameOf = (id: string) => (Object.hasOwn(connectionNames, id) ? (connectionNames[id] ?? id) : id);
  const models = askedNames(request).map((model) => namedModel(model, nameOf));
  const labels = new Set(
    completions.flatMap(({ connection }) => (Object.hasOwn(demoLabels, connection) ? [demoLabels[connection]] : [])),
  );
  return (
    <>
      <p class="muted small">
        {[exactText(models.join(', ')), settingsText(request), plural(completions.length, 'answer')]
          .filter((part) => part !== '')
          .map((part) => (
            <>{part} · </>
          ))}
        <time datetime={createdAt.toISOString()}>{dateTime(createdAt, calendar)}</time> {calendar.zone}
      </p>
      {[...labels].map((label) => (
        <p class="muted small">{label}</p>
      ))}
      <div class="columns">
        {columnHeads(request).map((head, column) => (
          <section>
            <h3>{exactText(columnLabel(namedHead(head, nameOf)))}</h3>
            {folded(completions.filter((completion) => completion.column === column)).map((equal) => (
              <SharedAnswer equal={equal} rows={rowsOf(request)} nameOf={nameOf} cases={cases} />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

/** The settings with several values that do not make the columns. */
function rowsOf({ sweep, columns }: RunContent['request']): readonly Axis[] {
  return AXES.filter((axis) => axis !== columns && sweep[axis].length > 1);
}

/** What was set besides what the columns and their models say: `5 samples · max tokens 20`. */
function settingsText({ sweep, columns, samples }: RunContent['request']): string {
  const told = AXES.filter((axis) => axis !== 'model' && axis !== columns).flatMap((axis) => {
    const values = sweep[axis].filter((value) => value !== null);
    return values.length === 0 ? [] : [`${AXIS_LABELS[axis]} ${values.join(', ')}`];
  });
  return [plural(samples, 'sample'), ...told].join(' · ');
}
