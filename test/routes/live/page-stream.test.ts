import { expect, test } from 'vitest';
import { PageStream } from '../../../src/routes/live/page-stream.ts';

const LARGE = 'x'.repeat(3_000_000);

function streamCounting() {
  let resyncs = 0;
  const stream = new PageStream({
    resync: () => {
      resyncs += 1;
      return LARGE;
    },
    onClose: () => undefined,
  });
  return { stream, resyncs: () => resyncs, text: () => stream.response.text() };
}

test('a state of several megabytes puts no reader behind: it is shown once, and what follows arrives', async () => {
  const { stream, resyncs, text } = streamCounting();
  stream.show(LARGE);
  stream.send('<p>after</p>');
  stream.end();
  expect(await text()).toBe(`data: ${LARGE}\n\ndata: <p>after</p>\n\nevent: end\ndata: end\n\n`);
  expect(resyncs()).toBe(0);
});

test('a reader that falls behind is shown the present state, once, when it reads again', async () => {
  const { stream, resyncs } = streamCounting();
  const reader = stream.response.body?.getReader();
  for (let index = 0; index < 30; index += 1) stream.send('y'.repeat(100_000));
  let read = 0;
  while (read < LARGE.length) read += (await reader?.read())?.value?.length ?? 0;
  stream.send('<p>after</p>');
  expect(resyncs()).toBe(1);
  const last = await reader?.read();
  expect(new TextDecoder().decode(last?.value)).toBe('data: <p>after</p>\n\n');
  await reader?.cancel();
});
