import type { ExperimentContent } from '../domain/notebook/notebook-content.ts';
import { writePromptfooConfig } from '../notebook-file/promptfoo/write-config.ts';
import { readNotebookText } from '../notebook-file/read-text.ts';
import type { Arguments, CommandSyntax } from './arguments.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { chosenByTitle, experimentsIn, titlesOf } from './experiments.ts';
import { oneLine } from './figures.ts';
import type { CommandContext } from './run.ts';
import { PLACE_OPTIONS } from './run-options.ts';
import { ask, askJson, type Service } from './service.ts';
import { table } from './table.ts';
import { type Terminal, write } from './terminal.ts';

export const EXPORT_SYNTAX: CommandSyntax = {
  name: 'export',
  operands: '[NOTEBOOK]',
  summary: 'Prints a notebook, named by its title or number, as a file; without NOTEBOOK lists all.',
  options: {
    results: { help: 'with versions, runs and answers' },
    images: { help: 'with the bytes of images' },
    form: {
      value: 'FORM',
      help: 'notebook (default: a notebook file), promptfoo (a promptfooconfig.yaml) or ipynb (for Jupyter)',
    },
    experiment: { value: 'TITLE', help: 'which one becomes a promptfooconfig.yaml, by title or number' },
    ...PLACE_OPTIONS,
  },
};

interface NotebookJson {
  readonly id: number;
  readonly title: string;
}

/** `tempera export`: a notebook as a file on stdout. */
export async function exportCommand(given: Arguments, { terminal, open }: CommandContext): Promise<number> {
  const [wanted, ...more] = given.operands;
  if (more.length > 0) throw new CommandError('Name one notebook: tempera export NOTEBOOK.');
  const form = given.text('form') ?? 'notebook';
  if (!FORMS.includes(form)) throw new CommandError(`--form ${form}: must be one of ${FORMS.join(', ')}.`);
  const service = await open();
  try {
    const { notebooks } = await askJson<{ readonly notebooks: readonly NotebookJson[] }>(service, '/notebooks');
    if (wanted === undefined) await list(notebooks, terminal);
    else await write(terminal.stdout, await fileOf(service, named(notebooks, wanted), given));
    return EXIT.done;
  } finally {
    await service.close();
  }
}

async function list(notebooks: readonly NotebookJson[], { stdout }: Pick<Terminal, 'stdout'>): Promise<void> {
  const rows = notebooks.map(({ id, title }) => [String(id), oneLine(title)]);
  await write(stdout, table(['notebook', 'title'], rows, null));
}

/** @throws CommandError when there is none, or several of that title */
function named(notebooks: readonly NotebookJson[], wanted: string): NotebookJson {
  const titled = notebooks.filter(({ title }) => title === wanted);
  const found = titled.length > 0 ? titled : notebooks.filter(({ id }) => String(id) === wanted);
  const [first, ...others] = found;
  if (first === undefined) throw new CommandError(`There is no notebook “${wanted}”: “tempera export” lists them.`);
  if (others.length === 0) return first;
  throw new CommandError(`Several notebooks are called “${wanted}”: ${found.map(({ id }) => id).join(', ')}.`);
}

const FORMS: readonly string[] = ['notebook', 'promptfoo', 'ipynb'];

async function fileOf(service: Service, { id }: NotebookJson, given: Arguments): Promise<string> {
  if (given.text('form') === 'promptfoo') {
    const file = await (await ask(service, `/notebooks/${id}/file`)).text();
    return writePromptfooConfig(
      chosenExperiment(experimentsIn(readNotebookText(file).content), given.text('experiment')),
    );
  }
  if (given.text('form') === 'ipynb') return (await ask(service, `/notebooks/${id}/ipynb`)).text();
  const parts = ['results', 'images'].filter((name) => given.has(name)).map((name) => `${name}=true`);
  return (await ask(service, `/notebooks/${id}/file?${parts.join('&')}`)).text();
}

/** @throws CommandError that lists the experiments, unless exactly one is meant */
function chosenExperiment(all: readonly ExperimentContent[], choice: string | null): ExperimentContent {
  const chosen = chosenByTitle(all, choice);
  const [first] = chosen;
  if (chosen.length === 1 && first !== undefined) return first;
  throw new CommandError(`Say which with --experiment: ${titlesOf(all)}.`);
}
