import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Limit, startWatchdog, type Watchdog } from '../../../src/provider/network/watchdog.ts';

let expired: Limit[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  expired = [];
});
afterEach(() => {
  vi.useRealTimers();
});

function start(limits: { firstToken?: number; idle?: number; total?: number } = {}): Watchdog {
  return startWatchdog({ firstToken: 120, idle: 60, total: 900, ...limits }, (limit) => expired.push(limit));
}

test('bytes without a token do not put off the limit on the first one', () => {
  const watchdog = start();
  for (let at = 0; at < 110; at += 10) {
    vi.advanceTimersByTime(10);
    watchdog.heard();
  }
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(expired).toEqual(['firstToken']);
});

test('after the first token every sign of life starts the silence anew', () => {
  const watchdog = start();
  vi.advanceTimersByTime(119);
  watchdog.heard();
  watchdog.token();
  for (let times = 0; times < 10; times += 1) {
    vi.advanceTimersByTime(59);
    watchdog.heard();
  }
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(59);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['idle']);
});

test('a limit on silence that is shorter than the one on the first token counts from the first token on', () => {
  const watchdog = start({ firstToken: 1_000, idle: 10 });
  vi.advanceTimersByTime(500);
  watchdog.token();
  vi.advanceTimersByTime(10);
  expect(expired).toEqual(['idle']);
});

test('nothing puts off the limit on everything', () => {
  const watchdog = start({ total: 300 });
  watchdog.token();
  for (let times = 0; times < 30; times += 1) {
    watchdog.heard();
    watchdog.token();
    vi.advanceTimersByTime(10);
  }
  expect(expired).toEqual(['total']);
});

test('once stopped it says nothing, and it says what it says once', () => {
  start().stop();
  const watchdog = start();
  vi.advanceTimersByTime(10_000);
  watchdog.token();
  vi.advanceTimersByTime(10_000);
  expect(expired).toEqual(['firstToken']);
});

test('however many tokens come, there is one timer', () => {
  const watchdog = start();
  for (let times = 0; times < 100; times += 1) {
    watchdog.heard();
    watchdog.token();
  }
  expect(vi.getTimerCount()).toBe(1);
});
