import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { lazily } from '../domain/lazily.ts';
import { DEFAULT_SETTINGS, type Draft, type Notebook } from '../domain/notebook/notebook.ts';
import { ENCODINGS } from '../domain/prompt/prompt.ts';
import { PROJECT_ROOT } from '../platform/paths.ts';
import type { Store } from '../store/store.ts';

const MADE = 'starters';

const example = z.strictObject({
  input: z.string(),
  output: z.string(),
  enabled: z.boolean().default(true),
  tags: z.array(z.string()).default([]),
});
const message = z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string() });
const note = z.strictObject({ note: z.string() });
const experiment = z.strictObject({
  experiment: z.string(),
  system: z.string().nullable().default(null),
  examples: z.array(example).default([]),
  encoding: z.enum(ENCODINGS).default('turns'),
  template: z.string().nullable().default(null),
  variables: z.record(z.string(), z.string()).default({}),
  messages: z.array(message).min(1),
  /** Keys of variants, separated by commas, as the editor keeps them. */
  variant: z.string().default(''),
  temperature: z.string(),
  samples: z.string(),
  max_completion_tokens: z.string(),
  /** Values of the variables, the expected answer last. */
  cases: z.array(z.strictObject({ variables: z.record(z.string(), z.string()), expected: z.string() })).default([]),
  labels: z.array(z.string()).default([]),
});
const starterFile = z.strictObject({
  title: z.string(),
  /** What one does in it, in one line. */
  summary: z.string(),
  cells: z.array(z.union([note, experiment])),
});

type StarterFile = z.output<typeof starterFile>;
type StarterExperiment = z.output<typeof experiment>;

/** A notebook that teaches, as the list of lessons names it. */
interface Lesson {
  /** The name of its file without the ending, such as `2-temperature`; the notebook made from it carries it as `starter`. */
  readonly starter: string;
  readonly title: string;
  /** What one does in it, in one line. */
  readonly summary: string;
}

/** The notebooks that teach by running on the built-in model. */
export interface Starters {
  /** In the order of the lessons. */
  readonly lessons: readonly Lesson[];
  /** Makes those that were never made here before, so that a deleted one stays deleted. */
  makeMissing(): Promise<void>;
  /** Makes all of them anew; whatever became of the earlier ones is from then on one's own. */
  makeFreshCopies(): Promise<void>;
  /** Makes one of them anew, likewise; `null` when there is no such lesson. */
  makeFreshCopy(starter: string): Promise<Notebook | null>;
}

export function createStarters(store: Store): Starters {
  const files = starterFiles();
  const names = [...files.keys()];
  const make = async (some: readonly string[]) => {
    const made: Notebook[] = [];
    for (const name of some) {
      const file = files.get(name);
      if (file !== undefined) made.push(await makeNotebook(store, keyOf(name), file));
    }
    return made;
  };
  // Named by number; lists show the newest first, so the first lesson is made last.
  const backwards = names.toReversed();
  return {
    lessons: [...files].map(([name, { title, summary }]) => ({ starter: keyOf(name), title, summary })),
    makeMissing: async () => {
      const made = await store.settings.get(MADE);
      const known: readonly unknown[] = Array.isArray(made) ? made : [];
      const missing = backwards.filter((name) => !known.includes(name));
      if (missing.length === 0) return;
      await make(missing);
      await store.settings.set(MADE, backwards);
    },
    makeFreshCopies: async () => {
      await adoptEarlier(store, names.map(keyOf));
      await make(backwards);
      await store.settings.set(MADE, backwards);
    },
    makeFreshCopy: async (starter) => {
      if (!files.has(`${starter}.json`)) return null;
      await adoptEarlier(store, [starter]);
      const [notebook] = await make([`${starter}.json`]);
      return notebook ?? null;
    },
  };
}

/** By their names, in the order of the lessons. They come with Tempera and stay as they are: each process reads them once. */
const starterFiles = lazily((): ReadonlyMap<string, StarterFile> => {
  const folder = join(PROJECT_ROOT, 'data', 'starters');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return new Map(names.map((name) => [name, readStarter(join(folder, name))] as const));
});

function readStarter(path: string): StarterFile {
  return starterFile.parse(JSON.parse(readFileSync(path, 'utf8')));
}

function keyOf(name: string): string {
  return name.slice(0, -'.json'.length);
}

async function adoptEarlier({ notebooks }: Store, starters: readonly string[]): Promise<void> {
  const earlier = (await notebooks.list('')).filter(({ starter }) => starter !== null && starters.includes(starter));
  for (const { id } of earlier) await notebooks.adopt(id);
}

async function makeNotebook(store: Store, starter: string, { title, cells }: StarterFile): Promise<Notebook> {
  const notebook = await store.notebooks.create(title, { starter });
  for (const cell of cells) {
    if ('note' in cell) await store.cells.addNote(notebook.id, { text: cell.note });
    else await makeExperiment(store, notebook.id, cell);
  }
  return notebook;
}

async function makeExperiment(store: Store, notebook: number, cell: StarterExperiment): Promise<void> {
  const { id } = await store.cells.addExperiment(notebook, { title: cell.experiment, draft: draftOf(cell) });
  const cases = cell.cases.map(({ variables, expected }) => ({ input: { variables }, expected, name: null }));
  if (cases.length > 0) await store.cases.keep(id, cases);
  if (cell.labels.length > 0)
    await store.cases.keepChecks(id, [{ type: 'label', extract: 'whole', labels: cell.labels, raw: false }]);
}

function draftOf({
  experiment: _,
  temperature,
  samples,
  max_completion_tokens,
  variant,
  cases: __,
  labels: ___,
  ...prompt
}: StarterExperiment): Draft {
  const sweep = { temperature, samples, max_completion_tokens, variant };
  return { prompt, settings: { ...DEFAULT_SETTINGS, model: 'practice/practice', ...sweep } };
}
