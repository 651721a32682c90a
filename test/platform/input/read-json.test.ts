import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, readJson } from '../../../src/platform/input/read-json.ts';
import { guardedApp } from '../../guards/guarded-app.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('reading JSON', () => {
  test('gives what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/"__proto__":/.test(text));
        expect(readJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('takes as many levels as any request needs and no more', () => {
    expect(readJson(nested(MAX_JSON_DEPTH))).toBeInstanceOf(Array);
    expect(() => readJson(nested(MAX_JSON_DEPTH + 1))).toThrow('nested more than 100 levels');
    expect(() => readJson(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).toThrow('nested');
  });

  test('refuses the key __proto__ at any level, and only as a key', () => {
    expect(() => readJson('{"__proto__":{"x":1}}')).toThrow('"__proto__"');
    expect(() => readJson('[{"a":[{"__proto__":1}]}]')).toThrow('"__proto__"');
    expect(() => readJson('{"\\u005f_proto__":1}')).toThrow('__proto__');
    expect(readJson('{"a":"__proto__"}')).toEqual({ a: '__proto__' });
  });

  test.each(['constructor', 'prototype', 'toString', 'hasOwnProperty'])('reads the key %s like any other', (key) => {
    expect(Object.entries(readJson(`{"${key}":{"x":1}}`) as object)).toEqual([[key, { x: 1 }]]);
  });

  test('refuses a key that stands twice in one object, and only there', () => {
    expect(() => readJson('{"a": {"b": 1, "c": [], "b" : 2}}')).toThrow('"b" twice');
    expect(() => readJson('{"\\u0061": 1, "a": 2}')).toThrow('"a" twice');
    expect(readJson('[{"a": "\\\\", "b": "\\"a\\": 1"}, {"a": {"a": ":"}}]')).toHaveLength(2);
  });

  test('says where the mistake is', () => {
    expect(() => readJson('{"a":1,}')).toThrow(/not valid JSON: the mistake is at position 7/);
  });

  test('handles wide JSON at once', () => {
    expect(readJson(`[${'[],'.repeat(200_000)}[]]`)).toHaveLength(200_001);
  });
});

describe('a request with', () => {
  const send = async (body: string) => {
    const { app, received } = guardedApp();
    const answer = await app.request('/api/v1/runs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    return { status: answer.status, ...((await answer.json()) as object), runs: received.length };
  };

  test.each([
    ['200,000 levels', nested(200_000)],
    ['200,000 levels that never close', '['.repeat(200_000)],
    ['half an object', '{"model":'],
    ['something else', 'model=practice'],
    ['a key that pollutes', '{"__proto__":{"x":1}}'],
    ['bytes that are no text', '\u0000'],
  ])('%s gets 400', async (_, body) => {
    expect(await send(body)).toMatchObject({ status: 400, type: 'bad-json', runs: 0 });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('an empty body means what the route says', async () => {
    expect(await send('')).toMatchObject({ status: 202, runs: 1 });
  });
});
