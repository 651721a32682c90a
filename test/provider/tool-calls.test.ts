import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_CALLS } from '../../src/domain/prompt/tool.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { chunk, events, json } from '../support/scripts.ts';
import { ask, KEY, providerFor } from './asking.ts';

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
});
afterAll(() => endpoint?.close());

const DONE = chunk({}, { finishReason: 'tool_calls' });
const call = (id: string, name: string, given: string) => ({
  id,
  type: 'function',
  function: { name, arguments: given },
});
const piece = (fields: object) => chunk({ tool_calls: [fields] });

/** The calls of an answer that came in these pieces. */
async function callsOf(...pieces: readonly object[]) {
  endpoint.enqueue(events(...pieces, DONE));
  const { calls, error } = await ask(providerFor(endpoint.baseUrl));
  expect(error).toBeNull();
  return calls;
}

test('pieces are put together by their index, however they alternate', async () => {
  expect(
    await callsOf(
      piece({ index: 1, id: 'b', type: 'function', function: { name: 'time', arguments: '' } }),
      piece({ index: 0, id: 'a', type: 'function', function: { name: 'weather', arguments: '{"ci' } }),
      piece({ index: 1, function: { arguments: '{}' } }),
      piece({ index: 0, function: { arguments: 'ty":"Rome"}' } }),
    ),
  ).toEqual([call('a', 'weather', '{"city":"Rome"}'), call('b', 'time', '{}')]);
});

test('services without an index begin a call with each id; those without an id get one', async () => {
  expect(
    await callsOf(
      piece({ id: 'a', function: { name: 'weather', arguments: '{"city":' } }),
      piece({ function: { arguments: '"Rome"}' } }),
      piece({ id: 'b', function: { name: 'time', arguments: '{}' } }),
    ),
  ).toEqual([call('a', 'weather', '{"city":"Rome"}'), call('b', 'time', '{}')]);
  const bare = piece({ index: 0, function: { name: 'now', arguments: { zone: 'UTC' } } });
  expect(await callsOf(bare)).toEqual([call('call_0', 'now', '{"zone":"UTC"}')]);
});

test('calls without ids or indexes, or all with one index, are told apart by their names', async () => {
  const bare = (name: string, given: string) => ({ type: 'function', function: { name, arguments: given } });
  const message = {
    role: 'assistant',
    content: null,
    tool_calls: [bare('weather', '{"city":"Rome"}'), bare('time', '{}')],
  };
  endpoint.enqueue(json({ object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }));
  const whole = await ask(providerFor(endpoint.baseUrl));
  const expected = [call('call_0', 'weather', '{"city":"Rome"}'), call('call_1', 'time', '{}')];
  expect(whole.calls).toEqual(expected);
  expect(await callsOf(piece(bare('weather', '{"city":"Rome"}')), piece(bare('time', '{}')))).toEqual(expected);
  expect(
    await callsOf(
      piece({ index: 0, id: 'a', function: { name: 'weather', arguments: '{"city":' } }),
      piece({ index: 0, id: 'x', function: { arguments: '"Rome"}' } }),
      piece({ index: 0, id: 'b', function: { name: 'weather', arguments: '{"city":"Oslo"' } }),
      piece({ index: 0, function: { arguments: '}' } }),
    ),
  ).toEqual([call('x', 'weather', '{"city":"Rome"}'), call('b', 'weather', '{"city":"Oslo"}')]);
});

test('of very many calls the first are kept whole, in time that grows with their number', async () => {
  const tool_calls = Array.from({ length: 200_000 }, (_, place) => call(`c${place}`, 'time', '{}'));
  const message = { role: 'assistant', content: null, tool_calls };
  endpoint.enqueue(json({ object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }));
  const { calls } = await ask(providerFor(endpoint.baseUrl));
  expect([calls.length, calls.at(-1)]).toEqual([MAX_CALLS, call(`c${MAX_CALLS - 1}`, 'time', '{}')]);
});

test('a name that comes with every piece counts once, and calls of a whole answer are read', async () => {
  const named = (given: string) => piece({ index: 0, id: 'a', function: { name: 'weather', arguments: given } });
  expect(await callsOf(named('{'), named('}'))).toEqual([call('a', 'weather', '{}')]);
  const message = { role: 'assistant', content: null, tool_calls: [call('a', 'weather', '{}')] };
  endpoint.enqueue(json({ object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }));
  const { calls, result } = await ask(providerFor(endpoint.baseUrl));
  expect([calls, result?.finishReason]).toEqual([[call('a', 'weather', '{}')], 'tool_calls']);
});

test('what is no call is none, and a key that comes back in an argument is taken out', async () => {
  expect(await callsOf(chunk({ tool_calls: [7, null], content: 'x' }), chunk({ tool_calls: 'x' }))).toEqual([]);
  const [start, end] = [KEY.slice(0, 5), KEY.slice(5)];
  const calls = await callsOf(
    piece({ index: 0, id: 'a', function: { name: 'send', arguments: `{"to":"${start}` } }),
    piece({ index: 0, function: { arguments: `${end}"}` } }),
  );
  expect(JSON.stringify(calls)).not.toContain(start);
});
