import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_SETTINGS, type Draft } from '../domain/notebook.ts';
import { ENCODINGS } from '../domain/prompt.ts';
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
});
const starterFile = z.strictObject({ title: z.string(), cells: z.array(z.union([note, experiment])) });

type StarterFile = z.output<typeof starterFile>;
type StarterExperiment = z.output<typeof experiment>;

/** The notebooks that teach by running on the built-in model. */
export interface Starters {
  /** Makes those that were never made here before, so that a deleted one stays deleted. */
  makeMissing(): Promise<void>;
  /** Makes all of them anew, beside whatever became of the earlier ones. */
  makeFreshCopies(): Promise<void>;
}

export function createStarters(store: Store, folder: string = join(PROJECT_ROOT, 'data', 'starters')): Starters {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    // Named by number; the list shows the newest first, so the first lesson is made last.
    .sort()
    .reverse();
  const make = async (names: readonly string[]) => {
    for (const name of names)
      await makeNotebook(store, starterFile.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
    await store.settings.set(MADE, files);
  };
  return {
    makeMissing: async () => {
      const made = await store.settings.get(MADE);
      const known: readonly unknown[] = Array.isArray(made) ? made : [];
      const missing = files.filter((name) => !known.includes(name));
      if (missing.length > 0) await make(missing);
    },
    makeFreshCopies: () => make(files),
  };
}

async function makeNotebook(store: Store, { title, cells }: StarterFile): Promise<void> {
  const notebook = await store.notebooks.create(title);
  for (const cell of cells) {
    if ('note' in cell) await store.cells.addNote(notebook.id, { text: cell.note });
    else await store.cells.addExperiment(notebook.id, { title: cell.experiment, draft: draftOf(cell) });
  }
}

function draftOf({
  experiment: _,
  temperature,
  samples,
  max_completion_tokens,
  variant,
  ...prompt
}: StarterExperiment): Draft {
  const sweep = { temperature, samples, max_completion_tokens, variant };
  return { prompt, settings: { ...DEFAULT_SETTINGS, model: 'practice/practice', ...sweep } };
}
