import { expect, test } from 'vitest';
import { gridOf, type Settings, singlePoint } from '../../../src/domain/run/sweep.ts';
import { chatBody } from '../../../src/provider/chat/chat-body.ts';
import { USUAL_FORM } from '../../../src/provider/chat/request-form.ts';
import { formFor } from '../../../src/provider/presets/presets.ts';

const [BARE] = gridOf(singlePoint('gpt-4o-mini')) as readonly [Settings];
const PLAIN = { stop: null, responseFormat: null, logprobs: false, topLogprobs: null, form: USUAL_FORM } as const;
const MESSAGES = [{ role: 'user', content: 'Hi' }] as const;

test('nothing is sent for what was not asked for', () => {
  expect(JSON.stringify(chatBody({ ...PLAIN, settings: BARE, messages: MESSAGES }))).toBe(
    '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}',
  );
});

test('everything that was asked for is sent, zeroes too', () => {
  const settings: Settings = {
    model: 'gpt-5',
    temperature: 0,
    top_p: 0,
    reasoning_effort: 'none',
    verbosity: 'low',
    presence_penalty: 0,
    frequency_penalty: -2,
    seed: 0,
    max_completion_tokens: 1,
    variant: 'without system',
  };
  const body = chatBody({
    ...PLAIN,
    settings,
    messages: [
      { role: 'system', content: '' },
      { role: 'user', content: 'Hi', name: 'Alice' },
    ],
    stop: ['\n'],
    responseFormat: { type: 'json_object' },
    logprobs: true,
    topLogprobs: 0,
  });
  expect(body).toEqual({
    model: 'gpt-5',
    messages: [
      { role: 'system', content: '' },
      { role: 'user', content: 'Hi', name: 'Alice' },
    ],
    temperature: 0,
    top_p: 0,
    reasoning_effort: 'none',
    verbosity: 'low',
    presence_penalty: 0,
    frequency_penalty: -2,
    seed: 0,
    max_completion_tokens: 1,
    stop: ['\n'],
    response_format: { type: 'json_object' },
    logprobs: true,
    top_logprobs: 0,
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(Object.keys(body).slice(0, 3)).toEqual(['model', 'messages', 'temperature']);
});

test('servers found on this machine, and services that are known for it, get max tokens under its older name', () => {
  const baseUrl = 'http://127.0.0.1:11434/v1';
  expect({ ...USUAL_FORM, ...formFor({ kind: 'environment', baseUrl }) }).toEqual(USUAL_FORM);
  expect(formFor({ kind: 'discovered', baseUrl })).toMatchObject({ limit: 'max_tokens' });
  expect(formFor({ kind: 'environment', baseUrl: 'https://api.deepseek.com' })).toMatchObject({ limit: 'max_tokens' });
});

test('a request takes the form of the service', () => {
  const settings = { ...BARE, max_completion_tokens: 500, seed: 7 };
  const form = { ...USUAL_FORM, limit: 'max_tokens', seed: 'random_seed', stream: false } as const;
  expect(chatBody({ ...PLAIN, settings, messages: MESSAGES, form })).toEqual({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hi' }],
    random_seed: 7,
    max_tokens: 500,
  });
});
