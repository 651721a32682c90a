import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/code/json-value.ts';
import type { CodeTarget } from '../../src/code/program/code-target.ts';
import { type CodeForm, requestCode } from '../../src/code/program/request-code.ts';
import { runPython, runTypescript } from '../support/run-programs.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { json, wholeAnswer } from '../support/scripts.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const SCHEMA = { type: 'object', properties: { 'a b': { enum: ["it's", '"x"', '\\n'] } }, required: ['a b'] };
const AWKWARD =
  'It\'s "quoted" `here` $HOME \u0024{x} $(echo no) \\n \\\\ {{name}}\nsecond line\r\n\ttab 日本語 🙂 \u2028 end\\';

/** A grid of features: each is sent as generated and compared with what was asked. */
const BODIES: readonly JsonObject[] = [
  { model: 'a', messages: [{ role: 'user', content: AWKWARD }], temperature: 0.5, seed: 7, stop: ['\n', "'"] },
  {
    model: 'a',
    messages: [
      { role: 'system', content: 'Be brief.\nBe kind.' },
      { role: 'user', content: 'in' },
      { role: 'assistant', content: 'out' },
      { role: 'user', name: 'Ada', content: 'Input: x\nOutput:' },
    ],
    response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: SCHEMA } },
  },
  {
    model: 'a',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
    ],
    tools: [{ type: 'function', function: { name: 'f', parameters: SCHEMA } }],
    tool_choice: { type: 'function', function: { name: 'f' } },
    top_k: 5,
    'odd name': null,
  },
];

let endpoint: ScriptedEndpoint;
let folder: string;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ answering: () => json(wholeAnswer('Hello there')) });
  folder = mkdtempSync(join(ROOT, 'node_modules', '.cache', 'tempera-code-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await endpoint?.close();
});

const target = (): CodeTarget => ({ baseUrl: endpoint.baseUrl, keyVariable: 'SOME_KEY' });
const codeOf = (form: CodeForm, body: JsonObject) => requestCode(form, { body, target: target(), id: 'a' });
const env = { ...process.env, SOME_KEY: 'sk-CANARY123' };

/** What arrived while this ran, in order. */
async function sentBy(work: () => Promise<unknown>) {
  const before = endpoint.requests.length;
  await work();
  return endpoint.requests.slice(before);
}

test('the curl command hands the exact JSON and the key to curl, through a real shell', () => {
  // A function stands in for curl, so that the test asks the shell's quoting and nothing else.
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n`;
  for (const body of BODIES) {
    const shell = spawnSync('sh', ['-c', script + codeOf('curl', body)], { env, encoding: 'utf8' });
    const words = shell.stdout.split('\0');
    expect(shell.stderr).toBe('');
    expect(words[0]).toBe(`${endpoint.baseUrl}/chat/completions`);
    expect(words).toContain('Authorization: Bearer sk-CANARY123');
    expect(JSON.parse(words[words.indexOf('-d') + 1] ?? '')).toEqual(body);
  }
});

test('the TypeScript program sends the exact JSON with the openai package', async () => {
  const sent = await sentBy(async () => {
    for (const [index, body] of BODIES.entries()) {
      const file = join(folder, `program-${index}.mts`);
      writeFileSync(file, codeOf('typescript', body));
      const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { env, cwd: ROOT });
      expect(stdout).toContain('Hello there');
    }
  });
  expect(sent.map(({ body }) => body)).toEqual(BODIES);
  expect(sent.every(({ headers }) => headers['authorization'] === 'Bearer sk-CANARY123')).toBe(true);
});

const PYTHON = spawnSync('python3', ['--version']).status === 0;
const STUB = `import json, os, sys
class Completions:
    def create(self, *, extra_body=None, **body):
        json.dump({**body, **(extra_body or {})}, sys.stdout)
        class Message: content = ""
        class Choice: message = Message()
        class Response: choices = [Choice()]
        return Response()
class Chat: completions = Completions()
class OpenAI:
    def __init__(self, base_url=None, api_key=None):
        assert base_url == os.environ["EXPECTED_URL"] and api_key == os.environ["SOME_KEY"]
    chat = Chat()
`;

test.runIf(PYTHON)('the Python program compiles, and sends the exact JSON to the client', () => {
  const stubs = mkdtempSync(join(tmpdir(), 'tempera-python-'));
  writeFileSync(join(stubs, 'openai.py'), STUB);
  for (const [index, body] of BODIES.entries()) {
    const file = join(stubs, `program_${index}.py`);
    writeFileSync(file, codeOf('python', body));
    const compiled = spawnSync('python3', ['-m', 'py_compile', file], { encoding: 'utf8' });
    expect(compiled.stderr).toBe('');
    const settings = { ...env, EXPECTED_URL: endpoint.baseUrl, PYTHONPATH: stubs, PYTHONIOENCODING: 'utf-8' };
    const program = spawnSync('python3', [file], { env: settings, encoding: 'utf8' });
    expect(program.stderr).toBe('');
    expect(JSON.parse(program.stdout)).toEqual(body);
  }
  rmSync(stubs, { recursive: true, force: true });
});

/** A request of the Responses API, with a field that its package does not know. */
const RESPONSE: JsonObject = {
  model: 'gpt-5-pro',
  input: [{ role: 'user', content: AWKWARD }],
  max_output_tokens: 50,
  reasoning: { summary: 'auto' },
  text: { format: { type: 'json_schema', name: 'a', schema: SCHEMA } },
  store: false,
  'odd name': null,
};

test('programs ask the Responses API for a request that was sent there', async () => {
  const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello there' }] };
  endpoint.enqueue(json({ id: 'resp_1', object: 'response', status: 'completed', output: [message] }));
  const sent = await sentBy(() =>
    runTypescript([codeOf('typescript', RESPONSE)], { env: { SOME_KEY: 'sk-CANARY123' } }),
  );
  expect(sent.map(({ path, body }) => [path, body])).toEqual([['/v1/responses', RESPONSE]]);
  if (PYTHON)
    expect(runPython([codeOf('python', RESPONSE)], { env: { SOME_KEY: 'sk-CANARY123' } })).toEqual([RESPONSE]);
});
