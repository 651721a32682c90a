import { parseModelKey } from '../domain/connection.ts';
import { readDraft } from '../domain/draft.ts';
import type { ExperimentContent } from '../domain/notebook-content.ts';
import { requestJson } from '../domain/request-json.ts';
import { readNotebookFile } from '../notebook-file/read.ts';
import { FORMAT } from '../notebook-file/schema.ts';
import { readJson } from '../platform/read-json.ts';
import { CommandError } from './exit-codes.ts';

/** A run that a file asks for: a body of `POST /runs`, with the name it has in the file. */
export interface AskedRun {
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The runs that a file asks for: the body of one run, or a notebook file, which has one for each experiment.
 * @throws CommandError, or AppError for JSON that is none, or no notebook
 */
export function readRunFile(text: string, name: string): readonly AskedRun[] {
  const json = readJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new CommandError(`${name} holds neither a notebook file nor the body of a run.`);
  }
  if (!('format' in json && json.format === FORMAT)) return [{ title: name, body: { ...json } }];
  const { cells } = readNotebookFile(json);
  const experiments = cells.filter((cell): cell is ExperimentContent => cell.kind === 'experiment');
  if (experiments.length === 0) throw new CommandError(`${name} holds no experiment.`);
  return experiments.map((experiment, place) => askedBy(experiment, place));
}

/**
 * Of several experiments the one with this title, or this number from 1.
 * @throws CommandError that lists them
 */
export function chosenRuns(runs: readonly AskedRun[], choice: string | null): readonly AskedRun[] {
  if (choice === null) return runs;
  const titled = runs.filter(({ title }) => title === choice);
  const numbered = /^\d+$/.test(choice) ? runs.slice(Number(choice) - 1, Number(choice)) : [];
  const chosen = titled.length > 0 ? titled : numbered;
  if (chosen.length > 0) return chosen;
  const all = runs.map(({ title }, place) => `${place + 1} “${title}”`).join(', ');
  throw new CommandError(`There is no experiment “${choice}”; there are ${all}.`);
}

function askedBy({ title, draft, results: _ }: ExperimentContent, place: number): AskedRun {
  const name = title.trim() === '' ? `Experiment ${place + 1}` : title;
  const model = parseModelKey(draft.settings.model);
  // Without a model of its own it asks what Tempera asks by default.
  const reading = readDraft(draft, model ?? { connection: '', model: '' });
  if (!reading.ok) {
    const problems = reading.errors.map(({ message }) => message).join(' ');
    throw new CommandError(`“${name}” cannot be run: ${problems}`);
  }
  const asked = requestJson({ request: reading.request, prompt: draft.prompt }, null);
  const { model: models, connection, columns, ...rest } = { model: undefined, ...asked };
  return {
    title: name,
    body: {
      ...rest,
      ...(model === null ? {} : { model: models, connection }),
      // Which setting makes the columns is left open where the notebook leaves it open.
      ...(draft.settings.columns === '' ? {} : { columns }),
    },
  };
}
