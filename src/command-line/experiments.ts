import type { ExperimentContent, NotebookContent } from '../domain/notebook/notebook-content.ts';
import { CommandError } from './exit-codes.ts';

interface Titled {
  readonly title: string;
}

export function experimentsIn({ cells }: NotebookContent): readonly ExperimentContent[] {
  return cells.filter((cell): cell is ExperimentContent => cell.kind === 'experiment');
}

/**
 * Those with this title, or the one with this number from 1; without a choice, all.
 * @throws CommandError that lists them
 */
export function chosenByTitle<T extends Titled>(all: readonly T[], choice: string | null): readonly T[] {
  if (choice === null) return all;
  const titled = all.filter(({ title }) => title === choice);
  const numbered = /^\d+$/.test(choice) ? all.slice(Number(choice) - 1, Number(choice)) : [];
  const chosen = titled.length > 0 ? titled : numbered;
  if (chosen.length > 0) return chosen;
  throw new CommandError(`There is no experiment “${choice}”; there are ${titlesOf(all)}.`);
}

export function titlesOf(all: readonly Titled[]): string {
  return all.map(({ title }, place) => `${place + 1} “${title}”`).join(', ');
}
