import { describe, expect, test } from 'vitest';
import { PasswordAttempts } from '../../src/guards/password-attempts.ts';

function attemptsWithClock() {
  let now = 0;
  const attempts = new PasswordAttempts({ now: () => now });
  return {
    attempts,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    fail: (times: number, address = '10.0.0.1') => {
      for (let time = 0; time < times; time++) attempts.failed(address);
    },
  };
}

describe('from one address', () => {
  test('five wrong passwords are free', () => {
    const { attempts, fail } = attemptsWithClock();
    fail(4);
    expect(attempts.ownWait('10.0.0.1')).toBe(0);
    fail(1);
    expect(attempts.ownWait('10.0.0.1')).toBe(10);
    expect(attempts.ownWait('10.0.0.2')).toBe(0);
  });

  test('each further one doubles the wait, up to 15 minutes', () => {
    const { attempts, fail, pass } = attemptsWithClock();
    fail(5);
    const waits = Array.from({ length: 9 }, () => {
      const wait = attempts.ownWait('10.0.0.1');
      pass(wait);
      expect(attempts.ownWait('10.0.0.1')).toBe(0);
      fail(1);
      return wait;
    });
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  test('the wait runs off, in whole seconds rounded up', () => {
    const { attempts, fail, pass } = attemptsWithClock();
    fail(5);
    pass(9.5);
    expect(attempts.ownWait('10.0.0.1')).toBe(1);
  });

  test('an hour without failures, or a success, forgives all', () => {
    const { attempts, fail, pass } = attemptsWithClock();
    fail(7);
    pass(3601);
    fail(4);
    expect(attempts.ownWait('10.0.0.1')).toBe(0);
    fail(1);
    attempts.succeeded('10.0.0.1');
    expect(attempts.ownWait('10.0.0.1')).toBe(0);
  });
});

test('the addresses of one IPv6 network count as one', () => {
  const { attempts, fail } = attemptsWithClock();
  for (const end of ['1', '2', 'a:b:c:d', '5', '6']) fail(1, `2001:db8::${end}`);
  fail(1, '2001:db8:0:0:9::');
  expect(attempts.ownWait('2001:db8::99')).toBeGreaterThan(0);
  expect(attempts.ownWait('2001:db8:0:1::1')).toBe(0);
});

test('guesses from many addresses slow all further ones down, for a minute at most, and make nobody wait who guessed nothing', () => {
  const { attempts, fail } = attemptsWithClock();
  for (let host = 0; host < 50; host++) fail(1, `10.0.1.${host}`);
  expect(attempts.sharedWait()).toBe(2);
  for (let host = 50; host < 200; host++) fail(1, `10.0.1.${host}`);
  expect(attempts.sharedWait()).toBe(60);
  expect(attempts.ownWait('10.9.9.9')).toBe(0);
});

test('callers without an address count as one', () => {
  const attempts = new PasswordAttempts();
  for (let time = 0; time < 5; time++) attempts.failed(null);
  expect(attempts.ownWait(null)).toBeGreaterThan(0);
});
