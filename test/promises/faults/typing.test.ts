import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { buildServer, newFolder, type RunningServer, startServer } from '../../support/running-server.ts';

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => buildServer());

const PAGE = { 'HX-Request': 'true', 'Sec-Fetch-Site': 'same-origin' } as const;

const sendForm = (server: RunningServer, method: 'POST' | 'PUT', path: string, fields: Record<string, string> = {}) =>
  server.request(path, { method, headers: { ...PAGE, Origin: server.url }, body: new URLSearchParams(fields) });

test('what a save was answered for is there after kill -9, the page that typed it goes on, and Undo still works', async () => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const first = await startServer({ folder });
  const made = await sendForm(first, 'POST', '/notebooks');
  const notebook = made.headers.get('HX-Redirect') ?? '';
  const page = await (await first.request(notebook)).text();
  const id = /data-experiment="(\d+)"/.exec(page)?.[1];
  const stamp = { page: 'mine', revision: '1', role: 'user' };
  await sendForm(first, 'POST', `/experiments/${id}/examples`, stamp);
  const text = 'what is typed, letter by letter';
  for (let length = 1; length <= text.length; length += 1) {
    const answer = await sendForm(first, 'PUT', `/experiments/${id}/draft`, {
      ...stamp,
      content: text.slice(0, length),
    });
    expect(answer.status).toBe(200);
  }
  await first.stop();

  const second = await startServer({ folder });
  onTestFinished(() => second.stop());
  const field = async () => {
    const page = await (await second.request(notebook)).text();
    return /aria-label="User message"[^>]*>([^<]*)</.exec(page)?.[1];
  };
  expect(await field()).toBe(text);
  // The page had not heard of its last saves; it is still the one that typed them.
  const typedOn = await sendForm(second, 'PUT', `/experiments/${id}/draft`, { ...stamp, content: `${text}!` });
  expect(typedOn.status).toBe(200);
  expect(await field()).toBe(`${text}!`);
  const undone = await (await sendForm(second, 'POST', `/experiments/${id}/undo`, stamp)).text();
  expect(undone).toContain('hx-swap="delete"');
});
