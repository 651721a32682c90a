import { NUMERIC_RANGES, type NumericAxis } from '../domain/run/sweep.ts';
import { parseNumberList } from '../domain/run/value-list.ts';
import type { Arguments, CommandSyntax, Options } from './arguments.ts';
import { CommandError } from './exit-codes.ts';

/** Where a command's Tempera is; the same for all commands. */
export const PLACE_OPTIONS: Options = {
  url: { value: 'ADDRESS', help: 'ask the server there (TEMPERA_URL; its password: TEMPERA_PASSWORD)' },
  'data-dir': { value: 'DIR', help: 'without a server: the data folder (DATA_DIR; default data/local)' },
  help: { help: 'this text' },
};

export const RUN_SYNTAX: CommandSyntax = {
  name: 'run',
  operands: 'FILE',
  summary:
    'Asks what FILE asks for, prints the answers, and says by its exit code whether they pass.\n' +
    'FILE is a notebook file, the JSON body of a run, or a promptfooconfig.yaml; - is standard input.',
  options: {
    model: { value: 'LIST', help: 'models, as in gpt-4.1-mini,gpt-5-mini' },
    connection: { value: 'ID', help: 'the connection that is asked' },
    temperature: { value: 'LIST', help: 'as in 0,0.5,1 or "0..2 step 0.5" or "not sent"' },
    'top-p': { value: 'LIST', help: 'likewise' },
    seed: { value: 'LIST', help: 'likewise' },
    'max-completion-tokens': { value: 'LIST', help: 'likewise' },
    'presence-penalty': { value: 'LIST', help: 'likewise' },
    'frequency-penalty': { value: 'LIST', help: 'likewise' },
    'reasoning-effort': { value: 'LIST', help: 'as in low,high' },
    verbosity: { value: 'LIST', help: 'as in low,high' },
    samples: { value: 'N', help: 'how often each point of the grid is asked, 1 to 1000' },
    variable: { value: 'NAME=VALUE', help: 'fills {{NAME}}; may be given several times', multiple: true },
    experiment: { value: 'TITLE', help: 'of a notebook file only this experiment, by title or number' },
    notebook: { value: 'ID', help: 'the notebook in which the run is kept (default: API runs)' },
    'min-pass': { value: 'SHARE', help: 'exit with 5 when a column passes less of its checks, as in 0.9 or 90%' },
    output: { value: 'FORM', help: 'table (default), json or jsonl' },
    yes: { help: 'start also what would ask first because of its cost or size' },
    quiet: { help: 'no progress on standard error' },
    ...PLACE_OPTIONS,
  },
  more: `Exit codes: 0 all is well; 1 another problem; 2 the command line or the file is wrong; 3, 4 the data file cannot be
used; 5 below --min-pass; 6 requests failed; 7 a cap, or --yes is missing; 130 stopped by Ctrl+C.`,
};

const OUTPUT_FORMS = ['table', 'json', 'jsonl'] as const;
export type OutputForm = (typeof OUTPUT_FORMS)[number];

/** What a run's options come to. */
export interface RunOptions {
  /** Fields that take the place of those of the file. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly experiment: string | null;
  /** From 0 to 1. */
  readonly minPass: number | null;
  readonly output: OutputForm;
  readonly isQuiet: boolean;
}

/** @throws CommandError naming the option whose value will not do */
export function readRunOptions(given: Arguments): RunOptions {
  const axes = Object.keys(NUMERIC_RANGES) as NumericAxis[];
  const numbers = axes.flatMap((axis) => {
    const text = given.text(axis.replaceAll('_', '-'));
    return text === null ? [] : [[axis, numbersOf(axis, text)] as const];
  });
  const words = (['model', 'reasoning_effort', 'verbosity'] as const).flatMap((name) => {
    const text = given.text(name.replaceAll('_', '-'));
    return text === null ? [] : [[name, wordsOf(name, text)] as const];
  });
  return {
    fields: {
      ...Object.fromEntries([...numbers, ...words]),
      ...(given.text('connection') === null ? {} : { connection: given.text('connection') }),
      ...wholeNumber(given, 'samples', 1_000),
      ...wholeNumber(given, 'notebook', Number.MAX_SAFE_INTEGER),
      ...(given.has('yes') ? { confirm: true } : {}),
    },
    variables: Object.fromEntries(given.all('variable').map(variableOf)),
    experiment: given.text('experiment'),
    minPass: shareOf(given.text('min-pass')),
    output: outputOf(given.text('output')),
    isQuiet: given.has('quiet'),
  };
}

/** The body with what the options say in the place of what it says. */
export function withOptions(body: Readonly<Record<string, unknown>>, { fields, variables }: RunOptions) {
  const { connection, ...rest } = body;
  // Another model may be on another connection.
  const kept = connection === undefined || 'model' in fields ? {} : { connection };
  const own = typeof body['variables'] === 'object' ? body['variables'] : {};
  const filled = Object.keys(variables).length === 0 ? {} : { variables: { ...own, ...variables } };
  return { ...rest, ...kept, ...fields, ...filled };
}

function numbersOf(axis: NumericAxis, text: string): readonly (number | null)[] {
  const parsed = parseNumberList(text, { label: `--${axis.replaceAll('_', '-')}`, ...NUMERIC_RANGES[axis] });
  if (!parsed.ok) throw new CommandError(parsed.message);
  return parsed.value;
}

function wordsOf(name: string, text: string): readonly (string | null)[] {
  const words = text.split(',').map((word) => word.trim());
  const given = words.filter((word) => word !== '');
  if (given.length === 0) throw new CommandError(`--${name.replaceAll('_', '-')} is empty.`);
  return given.map((word) => (name !== 'model' && /^not[ -]sent$/i.test(word) ? null : word));
}

function wholeNumber(given: Arguments, name: string, max: number): Readonly<Record<string, number>> {
  const text = given.text(name);
  if (text === null) return {};
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) throw new CommandError(`--${name} ${text}: must be a whole number from 1 to ${max}.`);
  return { [name]: value };
}

function variableOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`--variable ${text}: write it as NAME=VALUE.`);
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

function shareOf(text: string | null): number | null {
  if (text === null) return null;
  const [, number = '', sign] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim()) ?? [];
  const share = Number(number) / (sign === '%' ? 100 : 1);
  if (number === '' || share > 1) throw new CommandError(`--min-pass ${text}: must be 0 to 1, or 0% to 100%.`);
  return share;
}

function outputOf(text: string | null): OutputForm {
  const form = OUTPUT_FORMS.find((name) => name === (text ?? 'table'));
  if (form === undefined) throw new CommandError(`--output ${text}: must be ${OUTPUT_FORMS.join(', ')}.`);
  return form;
}
