import { expect, test } from 'vitest';
import { type TestApp, testApp } from '../support/test-app.ts';

interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly { readonly path: string }[];
}

async function refusal(app: TestApp, file: unknown): Promise<Problem> {
  return (await (await app.post('/api/v1/notebooks', file)).json()) as Problem;
}

const NO_NOTEBOOK = 'format: must be “tempera-notebook”: this is no notebook file.';

test.each([
  ['of some other program', { hello: 1, cells: 'none' }, NO_NOTEBOOK],
  [
    'of Jupyter',
    { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 },
    `${NO_NOTEBOOK} Tempera writes Jupyter notebooks, but does not read them: take the file that “Export” wrote.`,
  ],
  [
    'that holds a request',
    { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] },
    `${NO_NOTEBOOK} A request is read by “Paste a request”.`,
  ],
])('a file %s is refused in one sentence rather than field by field', async (_, file, detail) => {
  const refused = await refusal(await testApp(), file);
  expect(refused).toMatchObject({ status: 422, detail, errors: [{ path: 'format' }] });
  expect(refused.errors).toHaveLength(1);
});

test('a notebook file is still told each of its fields that is wrong', async () => {
  const { errors } = await refusal(await testApp(), { format: 'tempera-notebook', version: 9, cells: [] });
  expect(errors.map(({ path }) => path)).toEqual(['version', 'title']);
});
