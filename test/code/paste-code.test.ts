import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/code/json-value.ts';
import { readPaste } from '../../src/code/paste/read-paste.ts';
import { OPENAI_TARGET } from '../../src/code/program/code-target.ts';
import { requestCode } from '../../src/code/program/request-code.ts';
import { type Message, sentMessage } from '../../src/domain/prompt/message.ts';
import { promptMessages } from '../../src/domain/prompt/prompt.ts';
import { anyText as text } from './bodies.ts';

const schema = fc.constantFrom<JsonObject>(
  { type: 'object', properties: { "it's": { enum: ['"', '\\', '`'] } }, required: ["it's"] },
  { type: 'object', properties: {} },
);
const tool = fc.record({ name: fc.stringMatching(/^[\w-]{1,10}$/), description: text, parameters: schema });
const tools = fc
  .uniqueArray(tool, { minLength: 1, maxLength: 3, selector: ({ name }) => name })
  .map((all) => all.map((one) => ({ type: 'function', function: one })));
const call = fc.record({
  id: fc.string({ minLength: 1 }),
  type: fc.constant('function' as const),
  function: fc.record({ name: text, arguments: text }),
});
const image = fc.constantFrom({ url: 'https://example.com/a.png' }, { url: 'https://example.com/%20?b=1' });
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer', 'user', 'assistant'), content: text }),
  fc.record({
    role: fc.constant('user' as const),
    content: text,
    images: fc.array(image, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    role: fc.constant('assistant' as const),
    content: text,
    tool_calls: fc.array(call, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ role: fc.constant('tool' as const), content: text, tool_call_id: fc.string() }),
);
const settings = fc.record(
  {
    temperature: fc.constantFrom(0, 0.5, 2),
    stop: fc.array(text, { minLength: 1, maxLength: 2 }),
    response_format: schema.map((one) => ({
      type: 'json_schema',
      json_schema: { name: 'a', strict: true, schema: one },
    })),
    service_tier: fc.constant('flex'),
    tools,
    tool_choice: fc.constantFrom('auto', 'required'),
    parallel_tool_calls: fc.boolean(),
    top_k: fc.integer(),
    thinking: fc.constantFrom(null, { type: 'enabled', budget_tokens: 5 }),
  },
  { requiredKeys: [] },
);

test.each(['curl', 'python', 'typescript', 'json'] as const)(
  'a pasted %s request with functions, calls, images and a schema gives what was sent',
  (form) => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), settings, (messages, given) => {
        const sent = messages.map((one) => sentMessage(one));
        const body = JSON.parse(JSON.stringify({ model: 'm', messages: sent, ...given })) as JsonObject;
        const read = readPaste(requestCode(form, { body, target: OPENAI_TARGET, id: 'a' }));
        expect(read.problems).toEqual([]);
        expect(read.prompt === null ? null : promptMessages(read.prompt).map((one) => sentMessage(one))).toEqual(sent);
        const { extra_body, ...known } = read.settings;
        expect({ ...known, ...(extra_body as JsonObject | undefined) }).toEqual({ model: 'm', ...given });
      }),
      { numRuns: 60 },
    );
  },
);
