import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRequest } from '../../src/code/paste/read-paste.ts';
import { OPENAI_TARGET } from '../../src/code/program/code-target.ts';
import { type CodeForm, requestCode } from '../../src/code/program/request-code.ts';
import { anyBody } from './bodies.ts';

/** What would be a placeholder in a template. */
const HOLE = ['$', '{x}'].join('');
const TARGETS = [OPENAI_TARGET, { baseUrl: 'http://127.0.0.1:11434/v1', keyVariable: null }];

describe.each<CodeForm>(['curl', 'python', 'typescript', 'json'])('%s', (form) => {
  test('that is pasted gives the request it was made of', () => {
    fc.assert(
      fc.property(anyBody, fc.constantFrom(...TARGETS), (body, target) => {
        const read = readRequest(requestCode(form, { body, target, id: 'a' }));
        expect(read.problems).toEqual([]);
        expect(read.body).toEqual(body);
      }),
    );
  });

  test('of the Responses API that is pasted gives that request', () => {
    fc.assert(
      fc.property(anyBody, fc.constantFrom(...TARGETS), ({ messages, ...others }, target) => {
        const body = { ...others, input: messages ?? [], max_output_tokens: 5, store: false };
        const code = requestCode(form, { body, target, id: 'a' });
        expect(readRequest(code)).toEqual({ body, problems: [] });
        if (form !== 'json') expect(code).toContain('responses');
      }),
    );
  });

  test('leaves out what only a stream needs, and never holds a key', () => {
    const body = { model: 'a', messages: [], stream: true, stream_options: { include_usage: true } };
    const code = requestCode(form, { body, target: OPENAI_TARGET, id: 'a' });
    expect(code).not.toContain('stream');
    expect(readRequest(code).body).toEqual({ model: 'a', messages: [] });
  });
});

test('text over several lines stands in triple quotes in Python and as a template in TypeScript', () => {
  const body = { model: 'a', messages: [{ role: 'user', content: `First "line".\nSecond \`line\` ${HOLE}.` }] };
  const code = (form: CodeForm) => requestCode(form, { body, target: OPENAI_TARGET, id: 'a' });
  expect(code('python')).toContain(`"""First \\"line\\".\nSecond \`line\` ${HOLE}."""`);
  expect(code('typescript')).toContain(`\`First "line".\nSecond \\\`line\\\` \\${HOLE}.\``);
});

test('a line of a batch names itself and the address', () => {
  const line = requestCode('batch', { body: { model: 'a', messages: [] }, target: OPENAI_TARGET, id: 'completion-7' });
  expect(JSON.parse(line)).toEqual({
    custom_id: 'completion-7',
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'a', messages: [] },
  });
});
