import { closeName } from '../platform/close-names.ts';
import { type Arguments, type CommandSyntax, helpOf, readArguments } from './arguments.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { EXPORT_SYNTAX, exportCommand } from './export.ts';
import { IMPORT_SYNTAX, importCommand } from './import.ts';
import { type CommandContext, runCommand } from './run.ts';
import { RUN_SYNTAX } from './run-options.ts';
import type { Service } from './service.ts';
import { type Terminal, write } from './terminal.ts';

interface Command {
  readonly syntax: CommandSyntax;
  readonly carryOut: (given: Arguments, context: CommandContext) => Promise<number>;
}

const COMMANDS: readonly Command[] = [
  { syntax: RUN_SYNTAX, carryOut: runCommand },
  { syntax: EXPORT_SYNTAX, carryOut: exportCommand },
  { syntax: IMPORT_SYNTAX, carryOut: importCommand },
];

/** Where a command finds its Tempera; `null` is left to the environment. */
export interface Place {
  readonly url: string | null;
  readonly dataDir: string | null;
}

const HELP = `Usage: tempera [COMMAND] [options]

  tempera               starts the server; its options follow below
  tempera run FILE      asks what a file asks for, and prints the answers
  tempera export [NAME] prints a notebook as a file
  tempera import FILE   makes a notebook from a file

“tempera COMMAND --help” says more.`;

/** Whether a command line starts the server, as it does without a command. */
export function startsServer([first]: readonly string[]): boolean {
  return first === undefined || (first.startsWith('-') && first !== '--help');
}

/**
 * Carries out a command line and answers its exit code.
 * @throws CommandError, AppError or StoreError with a message for the person who typed it
 */
export async function carryOut(
  [name = '', ...rest]: readonly string[],
  {
    terminal,
    open,
    serverHelp,
  }: {
    readonly terminal: Terminal;
    readonly open: (place: Place) => Promise<Service>;
    readonly serverHelp: string;
  },
): Promise<number> {
  if (name === '--help' || name === 'help') {
    await write(terminal.stdout, `${HELP}\n\n${serverHelp}\n`);
    return EXIT.done;
  }
  const command = COMMANDS.find(({ syntax }) => syntax.name === name);
  if (command === undefined) throw unknown(name);
  const given = readArguments(command.syntax, rest);
  if (given.has('help')) {
    await write(terminal.stdout, `${helpOf(command.syntax)}\n`);
    return EXIT.done;
  }
  const place = { url: given.text('url'), dataDir: given.text('data-dir') };
  return command.carryOut(given, { terminal, open: () => open(place) });
}

function unknown(name: string): CommandError {
  const names = COMMANDS.map(({ syntax }) => syntax.name);
  const meant = closeName(name, names);
  const hint = meant === null ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`;
  return new CommandError(`There is no command “${name}”. ${hint}`);
}
