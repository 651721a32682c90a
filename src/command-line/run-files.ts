import { parseModelKey } from '../domain/models/connection.ts';
import { readDraft } from '../domain/notebook/draft.ts';
import type { ExperimentContent } from '../domain/notebook/notebook-content.ts';
import { requestJson } from '../domain/request/request-json.ts';
import { connectionsOfDraft } from '../domain/run/added-columns.ts';
import { isPromptfooConfig } from '../notebook-file/promptfoo/read-config.ts';
import { readNotebookText } from '../notebook-file/read-text.ts';
import { FORMAT } from '../notebook-file/schema.ts';
import { readJson } from '../platform/input/read-json.ts';
import { CommandError } from './exit-codes.ts';
import { experimentsIn } from './experiments.ts';

/** A run that a file asks for: a body of `POST /runs`, with the name it has in the file. */
export interface AskedRun {
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The runs of a file, and what of it is left out. */
export interface AskedRuns {
  readonly runs: readonly AskedRun[];
  readonly problems: readonly string[];
}

/**
 * The runs that a file asks for: the body of one run; or a notebook file or a promptfoo configuration, which have one for each
 * experiment.
 * @throws CommandError, or AppError for a text that is nothing of these
 */
export function readRunFile(text: string, name: string): AskedRuns {
  const json: unknown = /^\s*[[{"]/.test(text) ? readJson(text) : null;
  if (json !== null && (typeof json !== 'object' || Array.isArray(json))) {
    throw new CommandError(`${name} holds neither a notebook file nor the body of a run.`);
  }
  if (isBody(json)) return { runs: [{ title: name, body: json }], problems: [] };
  const { content, problems } = readNotebookText(text);
  const experiments = experimentsIn(content);
  if (experiments.length === 0) throw new CommandError(`${name} holds no experiment.`);
  return {
    runs: experiments.map((experiment, place) => askedBy(experiment, place)),
    problems: problems.map(({ line, message }) => `${name}, line ${line}: ${message}`),
  };
}

function isBody(json: unknown): json is Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return !('format' in json && json.format === FORMAT) && !isPromptfooConfig(json);
}

function askedBy({ title, draft, cases, checks = [] }: ExperimentContent, place: number): AskedRun {
  const name = title.trim() === '' ? `Experiment ${place + 1}` : title;
  const model = parseModelKey(draft.settings.model);
  // Without a model of its own it asks what Tempera asks by default.
  const named = connectionsOfDraft(draft.settings);
  const reading = readDraft(draft, model ?? { connection: '', model: '' }, [], named);
  if (!reading.ok) {
    const problems = reading.errors.map(({ message }) => message).join(' ');
    throw new CommandError(`“${name}” cannot be run: ${problems}`);
  }
  const request = checks.length === 0 ? reading.request : { ...reading.request, checks };
  const asked = requestJson({ request, prompt: draft.prompt }, cases ?? null);
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
