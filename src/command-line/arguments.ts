import { parseArgs } from 'node:util';
import { closeName } from '../platform/close-names.ts';
import { CommandError } from './exit-codes.ts';

/** One option of a command. */
interface Option {
  /** What stands for the value in the help; without it the option is a switch. */
  readonly value?: string;
  readonly help: string;
  /** May be given several times. */
  readonly multiple?: true;
}

export type Options = Readonly<Record<string, Option>>;

/** A command as the help shows it. */
export interface CommandSyntax {
  readonly name: string;
  /** Names of what comes without `--`, as in `FILE`. */
  readonly operands: string;
  readonly summary: string;
  readonly options: Options;
  /** What the help says besides, at its end. */
  readonly more?: string;
}

/** What stood on the command line. */
export interface Arguments {
  readonly operands: readonly string[];
  /** The last value of an option; `null` when it was not given. */
  text(name: string): string | null;
  all(name: string): readonly string[];
  has(name: string): boolean;
}

interface Token {
  readonly kind: string;
  readonly name?: string;
  readonly rawName?: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/**
 * Reads a command line. Negative numbers are values, not options.
 * @throws CommandError naming the option that is unknown, lacks its value, or takes none
 */
export function readArguments({ name: command, options }: CommandSyntax, argv: readonly string[]): Arguments {
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { value, multiple = false }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple },
    ]),
  );
  const parsed = parseArgs({ args: [...argv], options: known, strict: false, allowPositionals: true, tokens: true });
  const given = (parsed.tokens as readonly Token[]).filter(({ kind }) => kind === 'option');
  for (const token of given) checkOption(command, options, token);
  const valuesOf = (name: string) => given.filter((token) => token.name === name).map(({ value }) => value ?? '');
  return {
    operands: parsed.positionals,
    text: (name) => valuesOf(name).at(-1) ?? null,
    all: valuesOf,
    has: (name) => given.some((token) => token.name === name),
  };
}

function checkOption(command: string, options: Options, { name = '', rawName = name, value, inlineValue }: Token) {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined || !rawName.startsWith('--')) {
    const meant = closeName(name, Object.keys(options));
    const hint = meant === null ? `“tempera ${command} --help” lists them.` : `Did you mean --${meant}?`;
    throw new CommandError(`There is no option ${rawName}. ${hint}`);
  }
  if (option.value === undefined && value !== undefined) throw new CommandError(`${rawName} takes no value.`);
  if (option.value === undefined) return;
  const isOption = value?.startsWith('-') === true && value !== '-' && !inlineValue && !/^-[\d.]/.test(value);
  if (value === undefined || isOption) throw new CommandError(`${rawName} needs a value: ${rawName} ${option.value}.`);
}

/** The help of one command. */
export function helpOf({ name, operands, summary, options, more }: CommandSyntax): string {
  const heads = Object.entries(options).map(([option, { value }]) =>
    value === undefined ? `--${option}` : `--${option} ${value}`,
  );
  const width = Math.max(...heads.map((head) => head.length));
  const lines = Object.values(options).map(({ help }, index) => `  ${(heads[index] ?? '').padEnd(width)}  ${help}`);
  const usage = `Usage: tempera ${name} ${operands} [options]`;
  return [usage, '', summary, '', ...lines, ...(more === undefined ? [] : ['', more])].join('\n');
}
