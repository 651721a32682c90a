import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { headingId, readDocument } from '../../../views/methods/document.ts';
import { testApp } from '../../support/test-app.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

test('headings get ids made of their words', () => {
  expect(headingId('How many samples?')).toBe('how-many-samples');
  expect(headingId('Two settings, separate samples')).toBe('two-settings-separate-samples');
  const { headings, body } = readDocument('# Title\n\n## One `thing`\n\n<script>x</script>\n\n### Two\n');
  expect(headings.map(({ id, level }) => [id, level])).toEqual([
    ['one-thing', 2],
    ['two', 3],
  ]);
  expect(String(body)).toContain('<h2 id="one-thing">');
  expect(String(body)).toContain('&lt;script&gt;');
});

test('the methods page holds the whole document, and each page leads to it', async () => {
  const app = await testApp();
  const markup = await (await app.request('/methods')).text();
  expect(markup).toContain('<h3 id="agreement">Agreement</h3>');
  expect(markup).toContain('What temperature 0 promises');
  expect(markup).toContain('Holm 1979');
  expect(await (await app.request('/')).text()).toContain('href="/methods"');
});

test('every method that a view links to is a heading of the document', () => {
  const { headings } = readDocument(readFileSync(join(ROOT, 'docs', 'methods.md'), 'utf8'));
  const ids = new Set(headings.map(({ id }) => id));
  const linked = readdirSync(join(ROOT, 'views'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(ROOT, 'views', file), 'utf8'))
    .flatMap((source) => [...source.matchAll(/method(?:=|: )["']([a-z-]+)["']/g)])
    .map(([, id]) => id ?? '')
    .filter((id) => !['get', 'post', 'dialog'].includes(id)); // Those of forms.
  expect(linked.length).toBeGreaterThan(4);
  expect(linked.filter((id) => !ids.has(id))).toEqual([]);
  // And each measure of the document is marked where it is shown; the rest are no measures.
  const measures = headings.filter(({ level, id }) => level === 3 || id === 'was-the-setting-honoured');
  expect(measures.map(({ id }) => id).filter((id) => !linked.includes(id))).toEqual([]);
});
