import type { PreparedPrompt } from './prompt.ts';
import { randomFrom } from './random.ts';
import {
  type Distribution,
  type Floor,
  probabilities,
  type SamplingSettings,
  SHARPNESS,
  sample,
  score,
} from './sampling.ts';
import { type NGram, spread } from './words/n-gram.ts';
import { TokenMass } from './words/token-mass.ts';
import { ANSWER, END } from './words/vocabulary.ts';

export interface GenerationSettings extends SamplingSettings {
  /** The same seed, prompt and settings give the same tokens; null draws anew each time. */
  readonly seed: number | null;
  readonly maxTokens: number;
  /** How many alternatives to list for each token, 0 to 20; null leaves log-probabilities out. */
  readonly topLogprobs: number | null;
  /** -2 to 2, as in the OpenAI protocol: against tokens already written, once for each. */
  readonly presencePenalty: number;
  /** -2 to 2: against tokens already written, for each time they were. */
  readonly frequencyPenalty: number;
}

interface TokenLogprob {
  readonly text: string;
  readonly logprob: number;
}

export interface PracticeToken {
  readonly text: string;
  /** At temperature 1, whatever the temperature drawn at; null when not asked for. */
  readonly logprob: number | null;
  /** The likeliest tokens at this place, as many as asked for. */
  readonly alternatives: readonly TokenLogprob[];
}

export type FinishReason = 'stop' | 'length';

/** A prompt together with what the model has learned. */
export interface GenerationContext extends PreparedPrompt {
  readonly nGram: NGram;
  readonly floor: Floor;
}

/** Writes the answer token by token. */
export function* generateAnswer(
  context: GenerationContext,
  settings: GenerationSettings,
): Generator<PracticeToken, FinishReason> {
  const random = randomFrom(settings.seed ?? Math.floor(Math.random() * 2 ** 32));
  const listed = new TokenMass(context.vocabulary.size);
  const history = [ANSWER];
  while (history.length <= settings.maxTokens) {
    const next = nextToken(context, history, listed);
    penalize(next, history, { context, settings });
    const id = sample(next, context.floor, { ...settings, random });
    if (id === END) return 'stop';
    const first = history.length === 1;
    yield {
      text: shown(context, id, first),
      ...scores(context, next, { chosen: id, first, top: settings.topLogprobs }),
    };
    history.push(id);
  }
  return 'length';
}

/** Probability of each possible first token, at temperature 1, by its text; the end token's text is empty. */
export function firstToken(context: GenerationContext): ReadonlyMap<string, number> {
  const next = nextToken(context, [ANSWER], new TokenMass(context.vocabulary.size));
  const byId = probabilities(next, context.floor, context.vocabulary.size);
  return new Map(
    [...byId].slice(END).map((probability, i) => [context.vocabulary.text(END + i), probability] as const),
  );
}

/** The induction head takes the share its matches have earned; the n-gram model has the rest. */
function nextToken(context: GenerationContext, history: readonly number[], listed: TokenMass): Distribution {
  listed.clear();
  const voted = context.head.vote(history, listed);
  const floor = spread(context.nGram, history, { mass: 1 - voted, into: listed });
  for (const id of listed.ids) listed.add(id, floor * context.floor.likelihood(id));
  return { listed, floor };
}

/** Lowers what was written already: a penalty of 1 divides its odds by e, as in the OpenAI protocol. */
function penalize(
  { listed, floor }: Distribution,
  history: readonly number[],
  { context, settings }: { context: GenerationContext; settings: GenerationSettings },
): void {
  const { presencePenalty, frequencyPenalty } = settings;
  if (presencePenalty === 0 && frequencyPenalty === 0) return;
  const written = new Map<number, number>();
  for (const id of history.slice(1)) written.set(id, (written.get(id) ?? 0) + 1);
  for (const [id, times] of written) {
    if (!listed.has(id)) listed.add(id, floor * context.floor.likelihood(id));
    listed.scale(id, Math.exp(-(presencePenalty + frequencyPenalty * times) / SHARPNESS));
  }
}

function scores(
  context: GenerationContext,
  next: Distribution,
  { chosen, first, top }: { chosen: number; first: boolean; top: number | null },
): Pick<PracticeToken, 'logprob' | 'alternatives'> {
  if (top === null) return { logprob: null, alternatives: [] };
  const { logprob, alternatives } = score(next, context.floor, { chosen, top });
  return {
    logprob,
    alternatives: alternatives.map((each) => ({ text: shown(context, each.id, first), logprob: each.logprob })),
  };
}

/** An answer does not begin with a space. The end token, as an alternative, shows as empty text. */
function shown(context: GenerationContext, id: number, first: boolean): string {
  const text = context.vocabulary.text(id);
  return first ? text.trimStart() : text;
}
