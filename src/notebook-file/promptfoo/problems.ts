import type { YamlPath } from '../../platform/input/read-yaml.ts';

/** What of a file is not taken over, by line, from 1. */
export interface ImportProblem {
  readonly line: number;
  readonly message: string;
}

/** Gathers what is to be said of a configuration. */
export interface Notes {
  add(path: YamlPath, message: string): void;
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
