import { expect, test } from 'vitest';
import type { RunRequest } from '../../src/domain/run/run.ts';
import { singlePoint } from '../../src/domain/run/sweep.ts';
import { settingDiff } from '../../src/results/setting-diff.ts';

const request: RunRequest = {
  connection: 'openai',
  sweep: { ...singlePoint('gpt-4o-mini'), temperature: [0, 1], top_p: [null, 0.5] },
  samples: 5,
  columns: 'temperature',
  rows: null,
  stop: null,
  responseFormat: null,
  logprobs: false,
  topLogprobs: null,
};

const column = (value: number | null) => ({ axis: 'temperature', value }) as const;

test('two columns of one run differ in their value only', () => {
  const { settings, sameSettings } = settingDiff({ request, column: column(0) }, { request, column: column(1) });
  expect(settings).toEqual([{ name: 'temperature', a: '0', b: '1' }]);
  expect(sameSettings).toContainEqual({ name: 'top_p', value: 'not sent, 0.5' });
  expect(sameSettings).toContainEqual({ name: 'samples', value: '5' });
});

test('everything a request says beyond its messages can differ, and “not sent” is a value', () => {
  const other: RunRequest = {
    ...request,
    connection: 'ollama',
    sweep: { ...singlePoint('llama'), temperature: [null] },
    samples: 3,
    stop: ['\n'],
    responseFormat: { type: 'json_object' },
    logprobs: true,
    topLogprobs: 5,
    serviceTier: 'flex',
    extraBody: { top_k: 5 },
  };
  const { settings } = settingDiff({ request, column: null }, { request: other, column: column(null) });
  expect(settings).toEqual([
    { name: 'connection', a: 'openai', b: 'ollama' },
    { name: 'model', a: 'gpt-4o-mini', b: 'llama' },
    { name: 'top_p', a: 'not sent, 0.5', b: 'not sent' },
    { name: 'temperature', a: '0, 1', b: 'not sent' },
    { name: 'samples', a: '5', b: '3' },
    { name: 'stop', a: 'not sent', b: '["\\n"]' },
    { name: 'response format', a: 'not sent', b: '{"type":"json_object"}' },
    { name: 'service tier', a: 'not sent', b: 'flex' },
    { name: 'extra body', a: 'not sent', b: '{"top_k":5}' },
    { name: 'logprobs', a: 'not sent', b: 'sent, top 5' },
  ]);
});

test('a setting is the same on both sides or differs, never both, whichever side comes first', () => {
  const a = { request, column: column(1) };
  const b = { request: { ...request, samples: 9 }, column: column(0) };
  const forth = settingDiff(a, b);
  const back = settingDiff(b, a);
  expect(back.settings).toEqual(forth.settings.map((one) => ({ name: one.name, a: one.b, b: one.a })));
  expect(forth.settings.length + forth.sameSettings.length).toBe(20);
});
