import { expect, test } from 'vitest';
import { checkBaseUrl, normalBaseUrl } from '../../../src/provider/network/base-url.ts';

test.each([
  'https://api.openai.com/v1',
  'https://openrouter.ai/api/v1/',
  'http://localhost:1234/v1',
  'http://127.0.0.1:11434/v1',
  'http://127.9.8.7/v1',
  'http://[::1]:8080/v1',
  ' https://example.test/v1 ',
])('%s will do', (url) => {
  expect(checkBaseUrl(url)).toBeNull();
});

test.each([
  ['http://example.test/v1', 'https://'],
  ['http://192.168.1.10:11434/v1', 'https://'],
  ['http://0.0.0.0:8000/v1', 'https://'],
  ['http://localhost.example.test/v1', 'https://'],
  ['http://127.0.0.1.example.test/v1', 'https://'],
  ['http://[::ffff:a9fe:a9fe]/v1', 'IPv4'],
  ['http://[::ffff:127.0.0.1]/v1', 'IPv4'],
  ['https://[::ffff:169.254.169.254]/v1', 'IPv4'],
  ['https://user:secret@example.test/v1', 'password'],
  ['https://example.test/v1?key=secret', '?'],
  ['https://example.test/v1#x', '#'],
  ['https://api.openai.com/v1/chat/completions', '/chat/completions'],
  ['ftp://example.test', 'https://'],
  ['file:///etc/passwd', 'https://'],
  ['api.openai.com/v1', 'not a URL'],
  ['', 'not a URL'],
])('%s is refused in one sentence', (url, reason) => {
  const problem = checkBaseUrl(url);
  expect(problem).toContain(reason);
  expect(problem).toMatch(/\.$/);
  expect(problem).not.toContain('secret');
});

test('numbers that mean this machine are this machine', () => {
  expect(checkBaseUrl('http://2130706433/v1')).toBeNull();
  expect(checkBaseUrl('http://0x7f.1/v1')).toBeNull();
  expect(checkBaseUrl('http://0xa9fea9fe/v1')).not.toBeNull();
});

test("plain http may be allowed for one's own network, and nothing else with it", () => {
  expect(checkBaseUrl('http://192.168.1.10:11434/v1', { allowPlainHttp: true })).toBeNull();
  expect(checkBaseUrl('http://u:p@192.168.1.10/v1', { allowPlainHttp: true })).toContain('password');
});

test('slashes at the end make no difference', () => {
  expect(normalBaseUrl(' https://Example.test/v1// ')).toBe('https://example.test/v1');
});
