import type { Arguments, CommandSyntax } from './arguments.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { oneLine } from './figures.ts';
import { readInput } from './read-input.ts';
import type { CommandContext } from './run.ts';
import { PLACE_OPTIONS } from './run-options.ts';
import { askJson, type Service } from './service.ts';
import { write } from './terminal.ts';

export const IMPORT_SYNTAX: CommandSyntax = {
  name: 'import',
  operands: 'FILE...',
  summary: 'Makes a notebook from each notebook file (- is standard input), and prints where it is.',
  options: PLACE_OPTIONS,
};

/** `tempera import`: files become notebooks; the first that will not do ends it, and those before it stay. */
export async function importCommand(given: Arguments, { terminal, open }: CommandContext): Promise<number> {
  if (given.operands.length === 0) throw new CommandError('Say which file: tempera import FILE.');
  const service = await open();
  try {
    for (const file of given.operands) {
      const { text } = await readInput(file, terminal.stdin);
      await write(terminal.stdout, `${await importText(service, text)}\n`);
    }
    return EXIT.done;
  } finally {
    await service.close();
  }
}

async function importText(service: Service, text: string): Promise<string> {
  const { id, title } = await askJson<{ readonly id: number; readonly title: string }>(service, '/notebooks', {
    body: text,
  });
  const where = service.address === null ? '' : `  ${service.address}/notebooks/${id}`;
  return `${id}  ${oneLine(title)}${where}`;
}
