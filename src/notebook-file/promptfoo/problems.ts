/** What of a file is not taken over, by line, from 1. */
export interface ImportProblem {
  readonly line: number;
  readonly message: string;
}

/** The keys and places that lead to a value in a configuration. */
export type Path = readonly (string | number)[];

/** Gathers what is to be said of a configuration. */
export interface Notes {
  add(path: Path, message: string): void;
}

/** Whether a value names a file, which is never read. */
export function isFileReference(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('file://');
}

/** A value as it stands in a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `“${[...text].slice(0, 80).join('')}${text.length > 80 ? '…' : ''}”`;
}
