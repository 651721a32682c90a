import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_PASTE } from '../../../src/code/paste/pasted-request.ts';
import { readPaste, readRequest } from '../../../src/code/paste/read-paste.ts';
import { promptMessages } from '../../../src/domain/prompt/prompt.ts';

const messagesOf = (text: string) => {
  const { prompt } = readPaste(text);
  return prompt === null ? null : promptMessages(prompt).map(({ role, content }) => [role, content]);
};

describe('curl', () => {
  test('is read with its data in any kind of quotes, below the command, or joined to the option', () => {
    const json = '{"model":"a","messages":[{"role":"user","content":"It\'s $5"}]}';
    const body = JSON.parse(json);
    expect(readRequest(`curl https://x/v1 -d '${json.replaceAll("'", `'\\''`)}'`).body).toEqual(body);
    expect(readRequest(`$ curl -s https://x --data-raw $'${json.replaceAll("'", "\\'")}'`).body).toEqual(body);
    expect(readRequest(`curl x \\\n  --json ${JSON.stringify(json).replaceAll('$', '\\$')}`).body).toEqual(body);
    expect(readRequest(`curl x -d @- <<'EOF'\n${json}\nEOF\n`).body).toEqual(body);
    expect(readRequest(`export K=1\ncurl x -d'${json.replaceAll("'", `'\\''`)}' | jq .`).body).toEqual(body);
  });

  test.each([
    ['curl https://x', 1, 'sends no data'],
    ['curl x \\\n -d @request.json', 2, 'request.json'],
    ['curl x \\\n -d \'{"a":\n 1,\n}\'', 4, 'not valid JSON'],
    ["curl x -d 'open", 1, 'never closed'],
    ["curl x -d '{}' -d '{}'", 1, 'more than one -d'],
    ["curl x -d '[]'", 1, 'no JSON object'],
  ])('%j says on line %i: %s', (text, line, message) => {
    expect(readRequest(text).body).toBeNull();
    expect(readRequest(text).problems).toEqual([{ line, message: expect.stringContaining(message) }]);
  });

  test('is read behind its variables, behind the data that is piped to it, and as Windows writes it', () => {
    const json = '{"model":"a","messages":[{"role":"user","content":"5 % off"}]}';
    const body = JSON.parse(json);
    const escaped = json.replaceAll('"', '\\"');
    expect(readRequest(`OPENAI_API_KEY=sk-1 LANG='C' curl x -d '${json}'`).body).toEqual(body);
    expect(readRequest(`cat <<EOF | curl x -d @-\n${json}\nEOF`).body).toEqual(body);
    expect(readRequest(`curl x -d @- <<-EOF\n\t${json}\n\tEOF`).body).toEqual(body);
    expect(readRequest(`curl.exe x \`\r\n  -d '${json}'`).body).toEqual(body);
    expect(readRequest(`curl x ^\r\n  -H "A: b" ^\r\n  -d "${escaped}"`).body).toEqual(body);
    const careted = escaped.replace(/[{}[\]"%\\]/g, '^$&');
    expect(readRequest(`curl ^"x^" ^\r\n  --data-raw ^"${careted}^"`).body).toEqual(body);
  });

  test('what a shell would put in is said, and nothing is run', () => {
    const { body, problems } = readRequest('curl x -d "{\\"model\\": \\"$(touch /tmp/pwned)\\"}"');
    expect(body).toEqual({ model: '$(touch /tmp/pwned)' });
    expect(problems).toEqual([{ line: 1, message: expect.stringContaining('A shell would put something in') }]);
  });
});

describe('Python', () => {
  test('is read with names that are given a value once, joined texts, tuples and older calls', () => {
    const text = `import os
from openai import OpenAI
SYSTEM = """You are
a poet."""
shots = ("a" 'b')
client = OpenAI(api_key=os.environ["KEY"])
r = client.chat.completions.create(
    model='gpt-4o', temperature=.5, seed=1_000, stop=["x", r"\\n"],
    messages=[{"role": "system", "content": SYSTEM}, {'role': 'user', "content": "1" + "2\\u00e9\\x41\\101"},],
    logprobs=True, extra_body={"top_k": 5}, timeout=20,
)`;
    expect(readRequest(text)).toEqual({
      body: {
        model: 'gpt-4o',
        temperature: 0.5,
        seed: 1000,
        stop: ['x', '\\n'],
        messages: [
          { role: 'system', content: 'You are\na poet.' },
          { role: 'user', content: '12éAA' },
        ],
        logprobs: true,
        top_k: 5,
      },
      problems: [],
    });
    expect(readRequest('openai.ChatCompletion.create(model="a", messages=[])').body).toEqual({
      model: 'a',
      messages: [],
    });
  });

  test('texts are filled with the names in them that are given a text or a number', () => {
    const text = `name = "Ann"
n = 3
client.chat.completions.create(messages=[  # what is asked
    {"role": "user", "content": f"Hi {name},\\n{n} {{times}}: " r"\\n"},
    {"role": "user", "content": f"{name!r}"},
    {"role": "user", "content": f"{other}"},
    {"role": "user", "content": rf"{name}"},
    {"role": "user", "content": rf"\\{name}"},
])`;
    const { body, problems } = readRequest(text);
    expect(body?.['messages']).toEqual([
      { role: 'user', content: 'Hi Ann,\n3 {times}: \\n' },
      { role: 'user' },
      { role: 'user' },
      { role: 'user', content: 'Ann' },
      { role: 'user' },
    ]);
    expect(problems.map(({ line }) => line)).toEqual([5, 6, 8]);
  });

  test('what is no literal is left out, by line', () => {
    const text = `client.chat.completions.create(
  model=os.environ["MODEL"],
  messages=[{"role": "user", "content": f"Hi {name}"}],
  temperature=0.5,
  **kwargs,
)`;
    const { body, problems } = readRequest(text);
    expect(body).toEqual({ messages: [{ role: 'user' }], temperature: 0.5 });
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 5]);
  });
});

test.each([
  [
    'Python',
    `system = "Be "
system += "brief."
messages = [{"role": "system", "content": system}]
messages.append({"role": "user", "content": "Hi"})
messages += [{"role": "assistant", "content": "Ho"}]
messages.insert(0, {"role": "user", "content": "Never read"})
r = client.chat.completions.create(model="a", messages=messages)
messages.append({"role": "assistant", "content": "Later"})`,
  ],
  [
    'TypeScript',
    `let system = 'Be ';
system += 'brief.';
const messages = [{ role: 'system', content: system }];
messages.push({ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Ho' });

messages.unshift({ role: 'user', content: 'Never read' });
const r = await client.chat.completions.create({ model: 'a', messages });
messages.push({ role: 'assistant', content: 'Later' });`,
  ],
])('%s: messages put behind the list before the call belong to it, and other changes of it are said', (_, text) => {
  expect(messagesOf(text)).toEqual([
    ['system', 'Be brief.'],
    ['user', 'Hi'],
    ['assistant', 'Ho'],
  ]);
  expect(readPaste(text).problems).toEqual([{ line: 6, message: expect.stringContaining('is left out') }]);
});

describe('TypeScript', () => {
  test('is read with constants, shorthand names, templates and a fetch', () => {
    const text = `import OpenAI from 'openai';
const messages: Message[] = [{ role: 'user', content: \`two
lines\` }];
const model = 'gpt-4o' as const;
const r = await new OpenAI().chat.completions.create({ model, messages, temperature: -0, "top_p": 1e-1, stop: undefined });`;
    expect(readRequest(text)).toEqual({
      body: { model: 'gpt-4o', messages: [{ role: 'user', content: 'two\nlines' }], temperature: -0, top_p: 0.1 },
      problems: [],
    });
    const fetched = `fetch(url, { method: 'POST', body: JSON.stringify({ model: "a", messages: [] }) })`;
    expect(readRequest(fetched).body).toEqual({ model: 'a', messages: [] });
  });

  test('templates are filled with constants, and comments are passed over', () => {
    const text = `const name = 'Ann', n = 3;
client.responses.create({ /* all */ model: 'a', // the model
  input: \`Hi \u0024{name},\\n\u0024{n}\u0024{ n }!\` });`;
    expect(readRequest(text)).toEqual({ body: { model: 'a', input: 'Hi Ann,\n33!' }, problems: [] });
  });

  test('what is no literal is left out, by line', () => {
    const text =
      'client.responses.create({\n  model: pick(),\n  ...rest,\n  input: `Hi \u0024{name}`,\n  top_p: 1,\n})';
    const { body, problems } = readRequest(text);
    expect(body).toEqual({ top_p: 1 });
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4]);
  });
});

describe('a conversation', () => {
  test.each([
    ['User: Hi\nAssistant: Hello.\nHow are you?\nUser: Fine'],
    ['**Human:** Hi\n**AI:** Hello.\nHow are you?\n\nHuman: Fine'],
    [
      '[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello.\\nHow are you?"},{"role":"user","content":"Fine"}]',
    ],
    [
      '{"role":"user","content":"Hi"}\n{"role":"assistant","content":"Hello.\\nHow are you?"}\n{"role":"user","content":"Fine"}',
    ],
    [
      '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello.\\nHow are you?"},{"role":"user","content":"Fine"}]}',
    ],
  ])('%j is read', (text) => {
    expect(messagesOf(text)).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Hello.\nHow are you?'],
      ['user', 'Fine'],
    ]);
  });

  test('that names no speaker says how to write one', () => {
    expect(readPaste('just a text').problems[0]?.message).toContain('begin a line with “User:”');
  });
});

test('a Responses call becomes messages and settings of a chat call', () => {
  const read = readPaste(
    JSON.stringify({
      model: 'gpt-5.1',
      instructions: 'Be brief.',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Hi' },
            { type: 'input_image', image_url: 'x' },
          ],
        },
      ],
      max_output_tokens: 50,
      reasoning: { effort: 'low' },
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'a', schema: {} } },
      truncation: 'auto',
    }),
  );
  expect(read.prompt).toMatchObject({ system: 'Be brief.', messages: [{ role: 'user', content: 'Hi' }] });
  expect(read.settings).toEqual({
    model: 'gpt-5.1',
    max_completion_tokens: 50,
    reasoning_effort: 'low',
    verbosity: 'low',
    response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } },
  });
  expect(read.problems.map(({ message }) => message).join(' ')).toMatch(/input_image.*truncation/);
});

test('the content of a prompt object keeps its variables, and a prompt that is only an id says so', () => {
  const object = {
    prompt: {
      id: 'pmpt_1',
      messages: [{ role: 'developer', content: [{ type: 'input_text', text: 'Greet {{name}}.' }] }],
      variables: { name: { type: 'input_text', text: 'Ada' } },
    },
    model: 'gpt-5.1',
  };
  const read = readPaste(JSON.stringify(object));
  expect(read.prompt).toMatchObject({ variables: { name: 'Ada' }, messages: [{ content: 'Greet {{name}}.' }] });
  const id = readPaste('{"prompt":{"id":"pmpt_1","version":"2"},"model":"a"}');
  expect(id.prompt).toBeNull();
  expect(id.problems[0]?.message).toContain('pmpt_1');
});

test('a line of a batch and a call of Anthropic’s are read as what they ask', () => {
  const body = {
    model: 'a',
    system: [{ type: 'text', text: 'Be brief.' }],
    messages: [{ role: 'user', content: 'Hi' }],
  };
  const line = JSON.stringify({ custom_id: '1', method: 'POST', url: '/v1/chat/completions', body });
  expect(messagesOf(line)).toEqual([
    ['system', 'Be brief.'],
    ['user', 'Hi'],
  ]);
  expect(readPaste(line)).toMatchObject({ settings: { model: 'a' }, problems: [] });
});

test.each([
  ['data that never ends', `curl x -d @- ${'<<A\n'.repeat(100_000)}`],
  ['signs in a row', `client.chat.completions.create({ temperature: ${'-'.repeat(300_000)}1 })`],
  [
    'appends without end',
    `a = []\n${'a.append(1)\n'.repeat(40_000)}client.chat.completions.create(stop=[${'a, '.repeat(100_000)}])`,
  ],
  ['texts in a row', `client.chat.completions.create(stop=${'"a" + '.repeat(60_000)}"b")`],
])('%s are given up with a reason, and soon', (_, text) => {
  // It takes minutes, longer than a test may, where the work grows with the square of the length.
  const { prompt, problems } = readPaste(text);
  expect([prompt, problems.length > 0]).toEqual([null, true]);
});

const doubled = (first: string, sum: string) =>
  Array.from({ length: 60 }, (_, at) => `a${at + 1} = ${sum.replaceAll('a', `a${at}`)}\n`)
    .join('')
    .replace(/^/, `a0 = ${first}\n`);

test.each([
  ['lists', `${doubled('[]', '[a, a]')}client.chat.completions.create(model="m", messages=a60)`],
  [
    'texts',
    `${doubled('"x"', 'a + a')}client.chat.completions.create(model="m", messages=[{"role": "user", "content": a60}])`,
  ],
  [
    'templates',
    `${doubled('"x"', '`\u0024{a}\u0024{a}`').replace(/^a/gm, 'const a')} client.responses.create({ model: "m", input: a60 })`,
  ],
])('%s made of two names each, sixty times over, are given up soon, by line', (_, text) => {
  // They stand for 2^60 values, which nobody can wait for.
  const { settings, problems } = readPaste(text);
  expect(settings).toEqual({ model: 'm' });
  expect(problems.map(({ message }) => message).join()).toContain('Names stand for more here than is read');
});

test('of very many values that cannot be read the first are told, and that there are more', () => {
  const { problems } = readRequest(`client.chat.completions.create(model="m", stop=[${'x,\n'.repeat(2_000)}])`);
  expect(problems).toHaveLength(201);
  expect(problems[0]).toEqual({ line: 1, message: 'x is not given a value here: it is left out.' });
  expect(problems.at(-1)).toEqual({ line: 201, message: 'More that is no plain value is left out.' });
});

test('braces that no variable fills are sent as they are, backslashes before them too', () => {
  for (const content of ['Use {{x}}.', 'Use \\{{x}}.']) {
    expect(messagesOf(JSON.stringify({ messages: [{ role: 'user', content }] }))).toEqual([['user', content]]);
  }
});

test.each([
  ['ten megabytes', 'x'.repeat(MAX_PASTE * 10), 'longer than'],
  ['brackets in brackets', '['.repeat(100_000), 'nested more than'],
  ['calls in calls', `client.chat.completions.create(${'f('.repeat(200_000)}`, 'nested more than'],
  ['nothing', ' \n ', 'nothing to read'],
])('%s is refused with a reason', (_, text, message) => {
  const { prompt, problems } = readPaste(text);
  expect(prompt).toBeNull();
  expect(problems).toEqual([{ line: 1, message: expect.stringContaining(message) }]);
});

test('whatever is pasted gives a prompt or a reason, each problem with a line of the text', () => {
  const pieces = fc.constantFrom(
    'curl ',
    '-d ',
    "'",
    '"',
    '$(',
    '`',
    '\\',
    '\n',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ':',
    ',',
    '=',
    'client.chat.completions.create(',
    'messages',
    'model',
    'User: ',
    'f"{x}"',
    '**',
    '...',
    '"role"',
    'True',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const { prompt, problems } = readPaste(text);
      expect(prompt !== null || problems.length > 0).toBe(true);
      const lines = text.split('\n').length;
      for (const { line } of problems) expect(line >= 1 && line <= lines + 1).toBe(true);
    }),
  );
});
