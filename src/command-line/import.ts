import type { Arguments, CommandSyntax } from './arguments.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { oneLine } from './figures.ts';
import { readInput } from './read-input.ts';
import type { CommandContext } from './run.ts';
import { PLACE_OPTIONS } from './run-options.ts';
import { askJson, type Service } from './service.ts';
import { say, write } from './terminal.ts';

export const IMPORT_SYNTAX: CommandSyntax = {
  name: 'import',
  operands: 'FILE...',
  summary:
    'Makes a notebook from each notebook file or promptfooconfig.yaml (- is standard input), and prints where it is.',
  options: PLACE_OPTIONS,
};

/** `tempera import`: files become notebooks; the first that will not do ends it, and those before it stay. */
export async function importCommand(given: Arguments, { terminal, open }: CommandContext): Promise<number> {
  if (given.operands.length === 0) throw new CommandError('Say which file: tempera import FILE.');
  const service = await open();
  try {
    for (const file of given.operands) {
      const { name, text } = await readInput(file, terminal.stdin);
      const { id, title, problems } = await importText(service, text);
      for (const { line, message } of problems) say(terminal, oneLine(`${name}, line ${line}: ${message}`));
      const where = service.address === null ? '' : `  ${service.address}/notebooks/${id}`;
      await write(terminal.stdout, `${id}  ${oneLine(title)}${where}\n`);
    }
    return EXIT.done;
  } finally {
    await service.close();
  }
}

interface ImportedJson {
  readonly id: number;
  readonly title: string;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** What is no JSON can only be a configuration of promptfoo. */
function importText(service: Service, text: string): Promise<ImportedJson> {
  const body = /^\s*[[{"]/.test(text) ? text : { promptfoo: text };
  return askJson<ImportedJson>(service, '/notebooks', { body });
}
