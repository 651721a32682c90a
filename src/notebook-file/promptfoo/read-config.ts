import { type ReadTests, readTestsOfConfig } from '../../cases/promptfoo-config-tests.ts';
import { isFields, type JsonFields } from '../../domain/json.ts';
import type { ExperimentContent, NotebookContent } from '../../domain/notebook/notebook-content.ts';
import { EMPTY_PROMPT } from '../../domain/prompt/prompt.ts';
import { ValidationError } from '../../errors.ts';
import { readYaml, type YamlPath } from '../../platform/input/read-yaml.ts';
import { type ImportProblem, type Notes, shown } from './problems.ts';
import { readPrompts } from './read-prompts.ts';
import { readProviders } from './read-providers.ts';

/** A notebook with what was not taken over. */
export interface ReadNotebook {
  readonly content: NotebookContent;
  readonly problems: readonly ImportProblem[];
}

const MAX_PROMPTS = 50;
const MAX_PROBLEMS = 200;
const READ: readonly string[] = ['description', 'prompts', 'providers', 'targets', 'defaultTest', 'tests'];
/** What says nothing of what is asked or expected. */
const SILENT: readonly string[] = [
  ...[
    'evaluateOptions',
    'commandLineOptions',
    'outputPath',
    'sharing',
    'tags',
    'metadata',
    'writeLatestResults',
    '$schema',
  ],
];

/**
 * Reads a promptfoo configuration, in YAML or JSON, as a notebook: an experiment for each prompt, all with the same cases and
 * checks. No file is read, nothing is run and nothing is computed; what is left out is said.
 * @throws ValidationError for a text that is no configuration
 */
export function readPromptfooConfig(text: string): ReadNotebook {
  const { config, lineOf } = parsed(text);
  const found: ImportProblem[] = [];
  const notes: Notes = {
    add: (path, message) => {
      const problem = { line: lineOf(path), message: message.toWellFormed() };
      const isSaid = found.some((one) => one.line === problem.line && one.message === problem.message);
      if (found.length < MAX_PROBLEMS && !isSaid) found.push(problem);
    },
  };
  const experiments = experimentsOf(config, notes);
  for (const key of Object.keys(config)) {
    if (!READ.includes(key) && !SILENT.includes(key)) notes.add([key], `${shown(key)} is not read.`);
  }
  const problems = found.toSorted((a, b) => a.line - b.line);
  const cells = problems.length === 0 ? experiments : [noteOf(problems), ...experiments];
  return { content: { title: titleOf(config) ?? 'promptfooconfig', cells }, problems };
}

/** Whether JSON is rather a configuration than anything else of ours. */
export function isPromptfooConfig(json: unknown): json is JsonFields {
  return (
    isFields(json) &&
    !('format' in json) &&
    ['prompts', 'providers', 'tests'].some((key) => key in json) &&
    !('messages' in json)
  );
}

function experimentsOf(config: JsonFields, notes: Notes): readonly ExperimentContent[] {
  const settings = readProviders(config, notes);
  const prompts = readPrompts(config['prompts'], notes).slice(0, MAX_PROMPTS);
  const { cases, checks, problems } = readTestsOfConfig(config);
  for (const { place, message } of problems) notes.add(place === null ? ['tests'] : ['tests', place], message);
  const titled = prompts.length === 0 ? [{ title: null, prompt: null }] : prompts;
  return titled.map(({ title, prompt }, place) => ({
    kind: 'experiment',
    title: title ?? (titled.length === 1 ? (titleOf(config) ?? 'Experiment') : `Prompt ${place + 1}`),
    draft: { prompt: prompt ?? EMPTY_PROMPT, settings },
    ...casesAndChecks({ cases, checks }),
    results: null,
  }));
}

function casesAndChecks({ cases, checks }: Pick<ReadTests, 'cases' | 'checks'>) {
  return { ...(cases.length === 0 ? {} : { cases }), ...(checks.length === 0 ? {} : { checks }) };
}

function titleOf({ description }: JsonFields): string | null {
  return typeof description === 'string' && description.trim() !== '' ? description.trim().slice(0, 1_000) : null;
}

/** What was left out stands in the notebook itself, until somebody has read it. */
function noteOf(problems: readonly ImportProblem[]) {
  const lines = problems.map(({ line, message }) => `- Line ${line}: ${message.replaceAll('\n', ' ')}`);
  const text = `Imported from a promptfoo configuration. What was left out or is read otherwise:\n\n${lines.join('\n')}`;
  return { kind: 'note' as const, text };
}

function parsed(text: string): { readonly config: JsonFields; readonly lineOf: (path: YamlPath) => number } {
  const read = readYaml(text);
  if (!read.ok) throw refused(`Line ${read.line}: ${read.message}`);
  const { value, lineOf } = read;
  if (!isPromptfooConfig(value)) throw refused('This is neither a notebook file nor a promptfoo configuration.');
  return { config: value, lineOf };
}

function refused(message: string): ValidationError {
  return new ValidationError([{ path: 'file', message }]);
}
