/**
 * The scripted endpoint as a process of its own, so that what it costs is not counted with what is measured:
 * `node --import tsx test/support/scripted-endpoint-process.ts`. Prints its base URL as its first line, and ends with its
 * standard input when that is a pipe, so that it does not outlive whoever started it. The model's name says how it
 * answers: `fast-60` sends 60 tokens at once, and `paced-300-20-60` sends 60 tokens, the first after 300 ms and then one
 * every 20 ms; `various-500` sends 500 words at once, in another order each time; `stamped-300-20-60` is as quick, and each token is ` @` and the time at which it is sent.
 */
import { fstatSync } from 'node:fs';
import { startScriptedEndpoint } from './scripted-endpoint.ts';
import { answerOf, json, type Script, type Step } from './scripts.ts';

/** Where a token holds the time at which it is sent. */
const TIME = '{time}';

const kept = new Map<string, Script>();

const endpoint = await startScriptedEndpoint({
  models: ['fast-60', 'paced-300-20-60', 'stamped-300-20-60'],
  answering: ({ body }) => {
    endpoint.forget();
    return scriptFor((body as { model?: unknown } | null)?.model);
  },
});
console.log(endpoint.baseUrl);
if (!fstatSync(0).isCharacterDevice()) process.stdin.on('end', () => process.exit()).resume();

function scriptFor(model: unknown): Script {
  const name = String(model);
  const various = /^various-(\d+)$/.exec(name);
  if (various) return answerOf(shuffled(words(Number(various[1]))), { model: name });
  const script = kept.get(name) ?? written(name);
  kept.set(name, script);
  return script;
}

function written(model: string): Script {
  const fast = /^fast-(\d+)$/.exec(model);
  const paced = /^(paced|stamped)-(\d+)-(\d+)-(\d+)$/.exec(model);
  if (fast) return encoded(answerOf(words(Number(fast[1])), { model }));
  if (paced) {
    const [firstTokenMs, tokenMs, count] = paced.slice(2).map(Number) as [number, number, number];
    const deltas = paced[1] === 'stamped' ? Array<string>(count).fill(TIME) : words(count);
    return encoded(answerOf(deltas, { model, firstTokenMs, tokenMs }));
  }
  return json({ error: { message: `The model ${model} does not exist`, code: 'model_not_found' } }, 404);
}

function words(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'word0' : ` word${index}`));
}

let seed = 1;

/** Different every time, and the same from the start of one process to that of the next. */
function shuffled(all: readonly string[]): readonly string[] {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last--) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (last + 1);
    [mixed[last], mixed[other]] = [mixed[other] ?? '', mixed[last] ?? ''];
  }
  return mixed;
}

/** Events written out once, not for every request, but for the time where it is asked for. */
function encoded(script: Script): Script {
  const steps = script.steps.map((step): Step => {
    if (!('event' in step)) return step;
    const event = `data: ${JSON.stringify(step.event)}\n\n`;
    if (!event.includes(TIME)) return { raw: Buffer.from(event) };
    return { written: () => event.replace(TIME, ` @${Date.now()}`) };
  });
  return { ...script, steps };
}
