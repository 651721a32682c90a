import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, refusal, textThen } from '../support/scripts.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { fileWith, tempera } from './command-line.ts';

const QUESTION = [{ role: 'user', content: 'Tea?' }];
const BODY = { model: 'gpt-4o-mini', messages: QUESTION, max_completion_tokens: 5 };
const CHECKED = { ...BODY, cases: [{ message: 'Tea?', expected: 'yes' }], checks: [{ type: 'exact' }] };

let endpoint: ScriptedEndpoint;
let shop: TestApp;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
  shop = await createTestApp({ endpoint });
});
afterAll(async () => {
  await shop.close();
  await endpoint.close();
});

interface Printed {
  readonly runs: readonly {
    readonly request: Readonly<Record<string, unknown>>;
    readonly completions: readonly { readonly text: string; readonly status: string }[];
  }[];
}

async function printed(args: readonly string[]) {
  const { code, stdout, stderr } = await tempera(shop, [...args, '--output', 'json']);
  return { code, stderr, runs: (JSON.parse(stdout) as Printed).runs };
}

test('options take the place of what the file says, and lists make the grid', async () => {
  endpoint.answerBy(() => answer('yes'));
  const file = fileWith({ ...BODY, messages: [{ role: 'user', content: '{{what}}?' }], temperature: 1 });
  const { code, runs } = await printed([
    ...['run', file, '--temperature', '0..1 step 0.5', '--samples', '2', '--seed', 'not sent,7'],
    ...['--model', 'gpt-4.1-mini,gpt-4o-mini', '--presence-penalty', '-0.5', '--variable', 'what=Tea = 1'],
  ]);
  expect(code).toBe(0);
  expect(runs[0]?.request).toMatchObject({
    ...{ temperature: [0, 0.5, 1], samples: 2, seed: [null, 7], presence_penalty: -0.5 },
    ...{ model: ['gpt-4.1-mini', 'gpt-4o-mini'], variables: { what: 'Tea = 1' } },
  });
  expect(runs[0]?.completions).toHaveLength(24);
});

test('columns beside the grid are asked as the file says, and the table names what each changes', async () => {
  endpoint.answerBy(() => answer('yes'));
  const format = { type: 'json_schema', json_schema: { name: 'answer', schema: { properties: { city: {} } } } };
  const added_columns = [{ seed: 7, response_format: format }, { stop: null }];
  const before = endpoint.requests.length;
  const { code, stdout } = await tempera(shop, ['run', fileWith({ ...BODY, stop: '.', added_columns })]);
  expect(code).toBe(0);
  const sent = endpoint.requests.slice(before).map(({ body }) => body as Record<string, unknown>);
  expect(sent.map(({ seed, stop, response_format }) => ({ seed, stop, response_format }))).toEqual([
    { stop: ['.'] },
    { seed: 7, stop: ['.'], response_format: format },
    {},
  ]);
  expect(stdout).toContain('seed 7 · response format JSON Schema of city');
  expect(stdout).toContain('stop not sent');
});

test('a notebook file asks one run for each experiment, as its fields say; one of them can be chosen', async () => {
  const notebook = await shop.store.notebooks.create('Shop');
  const { DEFAULT_SETTINGS } = await import('../../src/domain/notebook/notebook.ts');
  const { EMPTY_PROMPT } = await import('../../src/domain/prompt/prompt.ts');
  for (const [title, temperature] of [
    ['Names', '0, 1'],
    ['Slogans', 'not sent'],
  ] as const) {
    const prompt = { ...EMPTY_PROMPT, system: 'Short.', messages: [{ role: 'user' as const, content: `${title}?` }] };
    const settings = { ...DEFAULT_SETTINGS, model: 'openai/gpt-4o-mini', temperature, samples: '1' };
    await shop.store.cells.addExperiment(notebook.id, { title, draft: { prompt, settings } });
  }
  const exported = await tempera(shop, ['export', 'Shop']);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  const file = fileWith(exported.stdout, 'shop.tempera.json');

  const { runs } = await printed(['run', file]);
  expect(runs.map(({ request }) => [request['temperature'], request['max_completion_tokens']])).toEqual([
    [[0, 1], 500],
    [undefined, 500],
  ]);
  expect(runs[1]?.request['messages']).toEqual([
    { role: 'system', content: 'Short.' },
    { role: 'user', content: 'Slogans?' },
  ]);
  const chosen = await printed(['run', file, '--experiment', 'Slogans']);
  expect(chosen.runs.map(({ completions }) => completions.length)).toEqual([1]);
  const missing = await tempera(shop, ['run', file, '--experiment', 'Prices']);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('1 “Names”, 2 “Slogans”') });
});

test('a body can come by standard input', async () => {
  endpoint.answerBy(() => answer('yes'));
  const { code, stdout } = await tempera(shop, ['run', '-', '--quiet'], { stdin: JSON.stringify(BODY) });
  expect([code, stdout]).toEqual([0, expect.stringContaining('standard input (run')]);
});

test('a promptfoo configuration is run with its cases and checks, imported, and comes out again', async () => {
  endpoint.answerBy(() => answer('good'));
  const config = `
prompts: ['Mood of {{text}}?']
providers: [{id: 'openai:chat:gpt-4o-mini', config: {temperature: 0, tools: []}}]
tests:
  - {vars: {text: I loved it.}, assert: [{type: equals, value: good}]}
  - {vars: {text: So dull.}, assert: [{type: equals, value: bad}]}
`;
  const file = fileWith(config, 'promptfooconfig.yaml');
  const run = await tempera(shop, ['run', file, '--min-pass', '0.6', '--quiet']);
  expect(run.code).toBe(5);
  expect(run.stderr).toContain('promptfooconfig.yaml, line 3: The setting “tools” is left out.');
  expect(run.stdout).toMatch(/1 +pass +good\n2 +FAIL +good/);

  const imported = await tempera(shop, ['import', file]);
  expect(imported).toMatchObject({ code: 0, stderr: expect.stringContaining('“tools” is left out') });
  const id = imported.stdout.split(' ')[0] ?? '';
  const exported = await tempera(shop, ['export', id, '--form', 'promptfoo']);
  expect(exported.stdout).toContain('id: openai:chat:gpt-4o-mini');
  const again = await tempera(shop, ['run', '-', '--min-pass', '0.5', '--quiet'], { stdin: exported.stdout });
  expect([again.code, again.stderr]).toEqual([0, '']);
  const jupyter = await tempera(shop, ['export', id, '--form', 'ipynb']);
  expect(JSON.parse(jupyter.stdout)).toMatchObject({ nbformat: 4 });
  expect(await tempera(shop, ['export', id, '--form', 'xml'])).toMatchObject({ code: 2 });
});

describe('what it prints', () => {
  test('a table cut to the terminal, with what would move the cursor escaped', async () => {
    endpoint.answerBy(() => answer(`red \u001b[31m alert\nand \u202e more ${'words '.repeat(60)}`));
    const { stdout } = await tempera(shop, ['run', fileWith({ ...BODY, temperature: [0, 1] })], { columns: 80 });
    expect(stdout.includes('\u001b') || stdout.includes('\u202e')).toBe(false);
    expect(stdout).toContain('\\u{1b}[31m alert ↵ and \\u{202e}');
    const rows = stdout.split('\n').filter((line) => line.includes('alert'));
    expect(rows.map((row) => [row.length <= 80, row.endsWith('…')])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(stdout).toMatch(/temperature {2}answers {2}failed {2}distinct/);
  });

  test('JSON lines, one completion each, in which no text can steer a terminal', async () => {
    endpoint.answerBy(() => answer('a\u009b31mb'));
    const { stdout } = await tempera(shop, ['run', fileWith(BODY), '--samples', '3', '--output', 'jsonl']);
    const lines = stdout.trimEnd().split('\n');
    expect(stdout).not.toContain('\u009b');
    expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(Array(3).fill('a\u009b31mb'));
  });

  test('progress in one line that is written over on a terminal, and in a line that stays elsewhere', async () => {
    endpoint.answerBy(() => answer('yes'));
    const file = fileWith(BODY);
    const lively = await tempera(shop, ['run', file], { isLively: true, columns: 60 });
    const calm = await tempera(shop, ['run', file]);
    const quiet = await tempera(shop, ['run', file, '--quiet']);
    expect(lively.stderr.replaceAll('\r\u001b[K', '¶')).toMatch(/^(¶Run \d+ [^\r\n]+)+\n$/);
    expect(calm.stderr).toMatch(/^Run \d+ “body\.json”: 1 of 1 requests, \$[\d.]+\n$/);
    expect(quiet.stderr).toBe('');
  });
});

describe('how it ends', () => {
  test('with 0 when each column passes enough, with 5 when one does not, and says which', async () => {
    endpoint.answerBy(({ body }) => answer((body as { temperature: number }).temperature === 0 ? 'yes' : 'no'));
    const file = fileWith(CHECKED);
    const args = ['run', file, '--min-pass', '90%', '--quiet'];
    expect(await tempera(shop, [...args, '--temperature', '0'])).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr, stdout } = await tempera(shop, [...args, '--temperature', '0,1']);
    expect(code).toBe(5);
    expect(stderr).toBe('body.json: less than 90% passed at temperature 1 (0%).\n');
    expect(stdout).toMatch(/FAIL {3}no/);
  });

  test('with 5 when nothing could be judged', async () => {
    endpoint.answerBy(() => answer('yes'));
    const file = fileWith({ ...CHECKED, cases: [{ message: 'Tea?' }] });
    const { code, stderr } = await tempera(shop, ['run', file, '--min-pass', '0', '--quiet']);
    expect([code, stderr]).toEqual([5, expect.stringContaining('nothing could be judged')]);
  });

  test('with 6 when a request failed, whatever passed', async () => {
    endpoint.answerBy(() => answer('yes'));
    endpoint.enqueue(refusal(400, { message: 'No \u001b[2J tea.' }));
    const { code, stderr, stdout } = await tempera(shop, ['run', fileWith(CHECKED), '--samples', '2', '--quiet']);
    expect(code).toBe(6);
    expect(stderr).toContain('1 of 2 requests failed');
    expect(stderr + stdout).not.toContain('\u001b');
    expect(stdout).toContain('[failed: ');
  });

  test('with 7 and the amount when it would ask first; --yes says that it is meant', async () => {
    endpoint.answerBy(() => answer('yes'));
    const before = endpoint.requests.length;
    const args = ['run', fileWith({ ...BODY, model: 'gpt-4o-mini' }), '--samples', '201', '--quiet'];
    const refused = await tempera(shop, args);
    expect(refused).toMatchObject({ code: 7, stdout: '' });
    expect(refused.stderr).toMatch(/would send 201 requests for at most \$[\d.]+\. Add --yes if that is meant\.$/);
    expect(endpoint.requests.length).toBe(before);
    expect((await tempera(shop, [...args, '--yes'])).code).toBe(0);
    expect(endpoint.requests.length).toBe(before + 201);
  });

  test('with 130 when it is stopped: the requests are cancelled, and what was answered is printed', async () => {
    endpoint.answerBy(() => textThen('half', { hang: true }));
    endpoint.enqueue(answer('whole'));
    const stopping = new AbortController();
    const typed = { stopped: stopping.signal };
    const run = tempera(shop, ['run', fileWith(BODY), '--samples', '3', '--output', 'json'], typed);
    const newest = async () => (await shop.store.runs.list({ limit: 1, before: null, notebook: null }))[0]?.id ?? 0;
    const states = async () =>
      ((await shop.deps.runner.view(await newest()))?.completions ?? [])
        .map(({ completion }) => completion.status)
        .toSorted();
    await expect.poll(states).toEqual(['done', 'streaming', 'streaming']);
    const open = endpoint.requests.slice(-2);
    stopping.abort(130);
    const { code, stdout } = await run;
    expect(code).toBe(130);
    const { completions = [] } = (JSON.parse(stdout) as Printed).runs[0] ?? {};
    expect(completions.map(({ status }) => status).toSorted()).toEqual(['cancelled', 'cancelled', 'done']);
    await Promise.all(open.map(({ closed }) => closed));
  });
});

describe('what is refused with 2, by name', () => {
  test.each<[string, readonly string[], string]>([
    ['an unknown option', ['run', 'x', '--temprature', '1'], 'no option --temprature. Did you mean --temperature?'],
    ['a short option', ['run', 'x', '-t', '1'], 'There is no option -t'],
    ['an option without its value', ['run', 'x', '--samples', '--yes'], '--samples needs a value'],
    ['a switch with a value', ['run', 'x', '--yes=no'], '--yes takes no value'],
    ['no number', ['run', 'x', '--temperature', 'warm'], '--temperature'],
    ['too hot', ['run', 'x', '--temperature', '3'], '--temperature'],
    ['half a sample', ['run', 'x', '--samples', '1.5'], '--samples 1.5'],
    ['more than all', ['run', 'x', '--min-pass', '95'], '--min-pass 95'],
    ['a form that is none', ['run', 'x', '--output', 'xml'], 'table, json, jsonl'],
    ['a variable without value', ['run', 'x', '--variable', 'name'], 'NAME=VALUE'],
    ['a file that is not there', ['run', '/nowhere/body.json'], 'there is no such file'],
    ['no file', ['run'], 'tempera run FILE'],
    ['an unknown command', ['exprt'], 'Did you mean export?'],
    ['a notebook that is not there', ['export', 'Nothing'], 'no notebook “Nothing”'],
  ])('%s', async (_, args, said) => {
    const { code, stderr, stdout } = await tempera(shop, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'not valid JSON'],
    ['a list', [1], 'neither a notebook file nor the body of a run'],
    ['an unknown field', { ...BODY, temprature: 1 }, 'temprature is not a field'],
    ['an unknown connection', { ...BODY, connection: 'nowhere' }, 'no connection “nowhere”'],
    ['no notebook file', { format: 'tempera-notebook', version: 9 }, 'version'],
  ])('a file that holds %s', async (_, content, said) => {
    const { code, stderr } = await tempera(shop, ['run', fileWith(content)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  test('--min-pass without checks, before anything is sent', async () => {
    const before = endpoint.requests.length;
    const { code, stderr } = await tempera(shop, ['run', fileWith(BODY), '--min-pass', '1']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no checks to pass')]);
    expect(endpoint.requests.length).toBe(before);
  });
});

test('the help lists every command, and every option of one', async () => {
  const all = await tempera(shop, ['--help']);
  expect([all.code, all.stdout]).toEqual([0, expect.stringContaining('tempera import FILE')]);
  const run = await tempera(shop, ['run', '--help']);
  expect(run.stdout).toContain('--min-pass SHARE');
});

test('what was exported is imported again, and the same file comes out', async () => {
  const { stdout: file } = await tempera(shop, ['export', '1', '--results']);
  const imported = await tempera(shop, ['import', '-'], { stdin: file });
  expect(imported.stdout).toMatch(/^\d+ {2}.+ {2}http:\/\/127\.0\.0\.1:3000\/notebooks\/\d+\n$/);
  const id = imported.stdout.split(' ')[0] ?? '';
  expect((await tempera(shop, ['export', id, '--results'])).stdout).toBe(file);
  const listed = await tempera(shop, ['export']);
  expect(listed.stdout).toContain(`${id} `);
});
