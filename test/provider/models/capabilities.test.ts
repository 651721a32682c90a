import { describe, expect, test } from 'vitest';
import {
  capabilityOf,
  DEFAULT_MODELS,
  defaultMaxTokens,
  isReasoningModel,
  type LearnedRefusal,
} from '../../../src/provider/models/capabilities.ts';

function accepts(model: string, settings: Readonly<Record<string, unknown>>, param = 'temperature'): boolean {
  return capabilityOf({ model, param, settings }).accepted;
}

describe('a temperature', () => {
  test.each(['o1', 'o3-mini', 'o4-mini', 'gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'gpt-5-2025-08-07', 'openai/gpt-5-mini'])(
    'is refused by %s, except for its default',
    (model) => {
      expect(accepts(model, { temperature: 0.5 })).toBe(false);
      expect(accepts(model, { temperature: 0 })).toBe(false);
      expect(accepts(model, { temperature: 1 })).toBe(true);
      expect(accepts(model, { temperature: null })).toBe(true);
      expect(capabilityOf({ model, param: 'temperature', settings: { temperature: 0 } }).reason).toMatch(
        /as of 20\d\d-/,
      );
    },
  );

  test.each(['gpt-4o', 'gpt-4.1-mini', 'gpt-5-chat-latest', 'ft:gpt-4o-mini:acme::1', 'llama3.2', 'practice-1'])(
    'is taken by %s',
    (model) => {
      expect(accepts(model, { temperature: 0.5 })).toBe(true);
      expect(accepts(model, { temperature: 2 })).toBe(true);
    },
  );

  test.each(['gpt-5.1', 'gpt-5.2', 'gpt-5.4-mini', 'gpt-5.1-2025-11-13'])(
    'is taken by %s as long as it does not reason',
    (model) => {
      expect(accepts(model, { temperature: 0.5, reasoning_effort: 'none' })).toBe(true);
      expect(accepts(model, { temperature: 0.5, reasoning_effort: null })).toBe(true);
      expect(accepts(model, { temperature: 0.5, reasoning_effort: 'low' })).toBe(false);
      expect(accepts(model, { temperature: 1, reasoning_effort: 'low' })).toBe(true);
    },
  );

  test('is refused by Claude Opus 4.7, and above 1 by every Claude', () => {
    for (const model of ['claude-opus-4-7', 'anthropic/claude-opus-4.7', 'claude-opus-4-10', 'claude-opus-5']) {
      expect(accepts(model, { temperature: 0.5 })).toBe(false);
    }
    expect(accepts('claude-opus-4-1', { temperature: 0.5 })).toBe(true);
    expect(accepts('claude-sonnet-4-5', { temperature: 1.2 })).toBe(false);
  });
});

describe('other parameters', () => {
  test('of sampling go with temperature', () => {
    for (const param of ['top_p', 'presence_penalty', 'frequency_penalty']) {
      expect(accepts('o3', { [param]: 0.5 }, param)).toBe(false);
      expect(accepts('gpt-4o', { [param]: 0.5 }, param)).toBe(true);
    }
    expect(accepts('o3', { presence_penalty: 0 }, 'presence_penalty')).toBe(true);
  });

  test('that are not settings are asked about by value', () => {
    expect(capabilityOf({ model: 'gpt-5', param: 'logprobs', settings: {}, value: true }).accepted).toBe(false);
    expect(capabilityOf({ model: 'gpt-5', param: 'logprobs', settings: {}, value: false }).accepted).toBe(true);
    expect(capabilityOf({ model: 'o3', param: 'stop', settings: {}, value: ['\n'] }).accepted).toBe(false);
  });

  test('of reasoning are for models that reason', () => {
    expect(accepts('gpt-4o', { reasoning_effort: 'low' }, 'reasoning_effort')).toBe(false);
    expect(accepts('gpt-5', { reasoning_effort: 'low' }, 'reasoning_effort')).toBe(true);
    expect(accepts('gpt-5', { reasoning_effort: 'none' }, 'reasoning_effort')).toBe(false);
    expect(accepts('gpt-4.1', { verbosity: 'low' }, 'verbosity')).toBe(false);
    expect(accepts('gpt-5', { verbosity: 'low' }, 'verbosity')).toBe(true);
  });
});

test('a refusal that was seen counts more than the table, for its value or for all', () => {
  const seen: LearnedRefusal = {
    model: 'gpt-4o',
    param: 'temperature',
    value: 1.9,
    message: 'too hot',
    date: '2026-10-01',
  };
  const ask = (temperature: number, learned: readonly LearnedRefusal[]) =>
    capabilityOf({ model: 'gpt-4o', param: 'temperature', settings: { temperature }, learned });
  expect(ask(1.9, [seen])).toEqual({
    param: 'temperature',
    accepted: false,
    reason: 'gpt-4o refused it on 2026-10-01: “too hot”',
  });
  expect(ask(0.2, [seen]).accepted).toBe(true);
  expect(ask(0.2, [{ ...seen, value: null }]).accepted).toBe(false);
  expect(ask(0.2, [{ ...seen, value: null, model: 'gpt-4' }]).accepted).toBe(true);
});

test('models that reason get more room', () => {
  for (const model of ['o3', 'gpt-5', 'gpt-5.2', 'openai/o4-mini', 'deepseek-r1:8b', 'gpt-oss:20b']) {
    expect(isReasoningModel(model)).toBe(true);
    expect(defaultMaxTokens(model)).toBe(2_000);
  }
  for (const model of ['gpt-4o', 'gpt-5-chat-latest', 'llama3.2', 'gpt-4.1']) {
    expect(isReasoningModel(model)).toBe(false);
    expect(defaultMaxTokens(model)).toBe(500);
  }
});

test('every model to begin with takes a temperature', () => {
  for (const model of DEFAULT_MODELS) expect(accepts(model, { temperature: 0.3 }), model).toBe(true);
});
