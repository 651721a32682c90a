import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const VIEWS = join(import.meta.dirname, '..', '..', 'views');

test('fields of several lines are written in one place, which knows what a browser does to their text', () => {
  const files = readdirSync(VIEWS, { recursive: true }).map(String);
  const views = files.filter((file) => file.endsWith('.tsx'));
  expect(views.length).toBeGreaterThan(50);
  expect(views.filter((file) => readFileSync(join(VIEWS, file), 'utf8').includes('<textarea'))).toEqual([
    'text-area.tsx',
  ]);
});
