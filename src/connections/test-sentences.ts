import type { ConnectionTest } from '../domain/models/added-connection.ts';
import type { Connection, ConnectionModels } from '../domain/models/connection.ts';
import type { Completion, ErrorKind } from '../domain/run/completion.ts';

type Told = Pick<Completion, 'status' | 'text' | 'usage' | 'error' | 'finishReason' | 'remarks'>;

interface Answers {
  readonly plain: Told | undefined;
  /** The one that asked for logprobs. */
  readonly probed: Told | undefined;
  readonly hasLogprobs: boolean;
  /** Those with the same seed. */
  readonly seeded: readonly Told[];
  /** The most tokens that were asked for. */
  readonly limit: number;
}

const UNREACHED: ReadonlySet<ErrorKind> = new Set([
  'unreachable',
  'not_an_openai_endpoint',
  'timeout',
  'connection_lost',
]);
const KEY_REFUSED: ReadonlySet<ErrorKind> = new Set(['no_key', 'wrong_key', 'not_allowed']);

/** Whether nothing answers, or the key is refused: whatever else is asked would fail for the same reason. */
export function isShutOut({ error }: Pick<Completion, 'error'>): boolean {
  return error !== null && (UNREACHED.has(error.kind) || KEY_REFUSED.has(error.kind));
}

/** What is not known where no model could be asked. */
export const NOT_ASKED: readonly ConnectionTest[] = ['streaming', 'usage', 'limit', 'logprobs', 'seed'].map((name) => ({
  name,
  ok: null,
  sentence: 'Not tried: no model is known to ask. Name one.',
}));

/** What the list of models alone tells. */
export function listTests({ label, keyHint }: Connection, group: ConnectionModels): readonly ConnectionTest[] {
  const { problem } = group;
  const ok = problem === null ? true : null;
  return [
    { name: 'reachable', ok, sentence: problem ?? `${label} answers.` },
    {
      name: 'key',
      ok: keyHint === null ? null : ok,
      sentence: keyHint === null ? 'No key is sent.' : (problem ?? 'The key is accepted.'),
    },
    modelsTest(group),
  ];
}

/** What the answers tell, in the order in which it matters. */
export function chatTests(group: ConnectionModels, answers: Answers): readonly ConnectionTest[] {
  const { plain, limit } = answers;
  return [
    reachable(group.connection, plain),
    key(group.connection, plain),
    modelsTest(group),
    ...[streaming(plain), usage(plain), limitHeld(plain, limit)].map((test) => unlessFailed(test, plain)),
    unlessFailed(logprobs(answers), answers.probed),
    unlessFailed(seed(answers.seeded), answers.seeded.find(({ error }) => error !== null) ?? answers.seeded[0]),
  ];
}

function modelsTest({ models, problem }: ConnectionModels): ConnectionTest {
  if (problem !== null) return { name: 'models', ok: false, sentence: problem };
  const many = models.length === 1 ? 'One model that chats is' : `${models.length} models that chat are`;
  return { name: 'models', ok: models.length > 0, sentence: `${many} listed.` };
}

function reachable({ label }: Connection, told: Told | undefined): ConnectionTest {
  const error = told?.error ?? null;
  if (error !== null && UNREACHED.has(error.kind)) return { name: 'reachable', ok: false, sentence: error.message };
  return { name: 'reachable', ok: true, sentence: `${label} answers.` };
}

function key({ keyHint }: Connection, told: Told | undefined): ConnectionTest {
  const error = told?.error ?? null;
  if (error !== null && KEY_REFUSED.has(error.kind)) return { name: 'key', ok: false, sentence: error.message };
  if (keyHint === null) return { name: 'key', ok: null, sentence: 'No key is sent.' };
  if (!answered(told)) return { name: 'key', ok: null, sentence: 'Whether the key is accepted did not show.' };
  return { name: 'key', ok: true, sentence: `The key ending in …${keyHint} is accepted.` };
}

function streaming(told: Told | undefined): ConnectionTest {
  const whole = told?.remarks?.some((remark) => remark.kind === 'sent_instead' && remark.param === 'stream') ?? false;
  return whole
    ? { name: 'streaming', ok: false, sentence: 'Streaming is refused: answers come whole.' }
    : { name: 'streaming', ok: true, sentence: 'Answers stream.' };
}

function usage(told: Told | undefined): ConnectionTest {
  return told?.usage?.source === 'reported'
    ? { name: 'usage', ok: true, sentence: 'Tokens are reported with each answer.' }
    : { name: 'usage', ok: false, sentence: 'Tokens are not reported: Tempera counts them, and costs are estimates.' };
}

function limitHeld(told: Told | undefined, limit: number): ConnectionTest {
  const given = told?.usage?.outputTokens ?? null;
  if (told?.remarks?.some(({ kind }) => kind === 'limit_ignored') || (given !== null && given > limit)) {
    const sentence = `Max tokens is ignored: ${limit} were asked for, ${given ?? 'more'} came. Caps do not count on it.`;
    return { name: 'limit', ok: false, sentence };
  }
  if (told?.finishReason === 'length')
    return { name: 'limit', ok: true, sentence: `Max tokens is honoured: the answer ended at ${limit}.` };
  return { name: 'limit', ok: null, sentence: 'Whether max tokens is honoured did not show: the answer was short.' };
}

function logprobs({ probed, hasLogprobs }: Answers): ConnectionTest {
  if (refuses(probed))
    return { name: 'logprobs', ok: false, sentence: `Logprobs are refused: ${probed?.error?.message ?? ''}` };
  return hasLogprobs
    ? { name: 'logprobs', ok: true, sentence: 'Logprobs come with answers that ask for them.' }
    : { name: 'logprobs', ok: false, sentence: 'Logprobs are taken without a word, and not given.' };
}

function seed(told: readonly Told[]): ConnectionTest {
  const refused = told.find(refuses);
  if (refused !== undefined)
    return { name: 'seed', ok: false, sentence: `A seed is refused: ${refused.error?.message ?? ''}` };
  const texts = new Set(told.map(({ text }) => text));
  return texts.size === 1
    ? { name: 'seed', ok: true, sentence: 'A seed is taken; twice the same gave the same answer.' }
    : { name: 'seed', ok: false, sentence: 'A seed is taken, and twice the same gave different answers.' };
}

/** What did not come to an answer says nothing of how answers are. */
function unlessFailed(test: ConnectionTest, told: Told | undefined): ConnectionTest {
  if (answered(told) || refuses(told)) return test;
  return { name: test.name, ok: null, sentence: `Not known: ${told?.error?.message ?? 'no answer came in time.'}` };
}

function answered(told: Told | undefined): boolean {
  return told?.status === 'done' || told?.status === 'incomplete';
}

function refuses(told: Told | undefined): boolean {
  return told?.error?.kind === 'parameter_refused' || told?.error?.kind === 'request_refused';
}
