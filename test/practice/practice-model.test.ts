import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownShare } from '../../src/practice/known-share.ts';
import { createPracticeModel } from '../../src/practice/practice-model.ts';
import { tokenize } from '../../src/practice/words/tokenizer.ts';
import { agreement, assistant, asTurns, complete, greedy, system, user } from './prompts.ts';
import { SHOTS } from './sentiment.ts';

const model = createPracticeModel();
const STORY = [user('Tell me a story.')];
const TEA = [user('Give me a name for a shop that sells tea.')];
const LABEL = [
  system('Classify the sentiment as positive or negative.'),
  ...asTurns(SHOTS.slice(0, 4), 'The film was dull.'),
];
const samples = (messages: typeof STORY, temperature: number, count = 20) =>
  Array.from({ length: count }, (_, i) => complete(model, messages, { temperature, seed: i + 1, maxTokens: 60 }).text);

describe('tokens', () => {
  it('join again to the text they were cut from', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokenize(text).join('') === text));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => tokenize(text).join('') === text));
  });

  it('count no long run of letters, and no text without spaces, as one', () => {
    expect(tokenize('a'.repeat(240))).toHaveLength(10);
    expect(tokenize('今日は晴れ')).toHaveLength(5);
    expect(tokenize("I don't know")).toEqual(['I', " don't", ' know']);
  });
});

describe('the distribution of the next token', () => {
  it.each([
    ['a story', STORY],
    ['a label', LABEL],
    ['words never seen', [user('Zyzzyva qwrtl?'), assistant('Xyloph.'), user('Brrbl')]],
    ['no words at all', [user('')]],
  ])('sums to 1 for %s', (_, messages) => {
    const sum = [...model.firstToken(messages).values()].reduce((total, probability) => total + probability, 0);
    expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
  });

  it('is what the log-probabilities report, at any temperature', () => {
    const probabilities = model.firstToken(LABEL);
    for (const temperature of [0, 0.3, 2]) {
      const [first] = complete(model, LABEL, { temperature, seed: 3, maxTokens: 1, topLogprobs: 5 }).tokens;
      expect(first?.alternatives).toHaveLength(5);
      for (const { text, logprob } of first?.alternatives.slice(0, 2) ?? []) {
        expect(Math.exp(logprob)).toBeCloseTo(probabilities.get(` ${text}`) ?? 0, 9);
      }
    }
  });

  it('lists the alternatives likeliest first, the greedy token at their head', () => {
    for (const token of complete(model, STORY, { temperature: 0, topLogprobs: 20, maxTokens: 30 }).tokens) {
      const listed = token.alternatives.map((each) => each.logprob);
      expect(listed).toEqual([...listed].sort((a, b) => b - a));
      expect(token.alternatives[0]).toEqual({ text: token.text, logprob: token.logprob });
    }
  });
});

describe('sampling', () => {
  it('gives the same tokens for the same seed, in a model built anew too', () => {
    const again = createPracticeModel();
    for (const seed of [0, 7, -1, 2 ** 40 + 3]) {
      const settings = { temperature: 1.3, seed, maxTokens: 60 };
      const first = complete(model, STORY, settings);
      expect(complete(model, STORY, settings)).toEqual(first);
      expect(complete(again, STORY, settings)).toEqual(first);
    }
  });

  it('has not changed its answers for a seed', () => {
    expect(complete(model, TEA, { temperature: 1, seed: 4 }).text).toMatchInlineSnapshot(`"Leaf"`);
    expect(complete(model, STORY, { temperature: 1, seed: 1 }).text).toMatchInlineSnapshot(
      `"Once upon a time there was a lighthouse keeper kept the shells in a jar until the jar was full. Then the sea came to the door and knocked."`,
    );
  });

  it('differs between seeds, and without a seed from call to call', () => {
    expect(new Set(samples(STORY, 1)).size).toBeGreaterThan(5);
    const unseeded = Array.from({ length: 8 }, () => complete(model, STORY, { temperature: 1.5, maxTokens: 60 }).text);
    expect(new Set(unseeded).size).toBeGreaterThan(1);
  });

  it('is always the same at temperature 0, and at a top_p that leaves one token', () => {
    const settled = greedy(model, STORY);
    expect(new Set(samples(STORY, 0))).toEqual(
      new Set([complete(model, STORY, { temperature: 0, maxTokens: 60 }).text]),
    );
    expect(complete(model, STORY, { temperature: 2, topP: 0, maxTokens: 60 }).text).toBe(settled);
  });

  it('keeps to the likeliest tokens under top_p, however hot', () => {
    const likely = new Set(
      complete(model, TEA, { temperature: 0, maxTokens: 1, topLogprobs: 20 }).tokens[0]?.alternatives.map(
        (each) => each.text,
      ),
    );
    for (let seed = 0; seed < 40; seed++) {
      const { text } = complete(model, TEA, { temperature: 1, topP: 0.5, seed, maxTokens: 1 });
      expect(likely).toContain(text);
    }
    const free = Array.from(
      { length: 40 },
      (_, seed) => complete(model, TEA, { temperature: 2, seed, maxTokens: 1 }).text,
    );
    expect(free.some((text) => !likely.has(text))).toBe(true);
  });

  it('never ends a number in nothing at the smallest temperatures', () => {
    expect(complete(model, STORY, { temperature: 0.001, seed: 1, maxTokens: 60 }).text).toBe(greedy(model, STORY));
  });

  it('says other words when they are penalized for having been said', () => {
    const repeats = (frequencyPenalty: number) => {
      const { tokens } = complete(model, STORY, { temperature: 0, maxTokens: 60, frequencyPenalty });
      return tokens.length - new Set(tokens.map((token) => token.text)).size;
    };
    expect(repeats(2)).toBeLessThan(repeats(0));
  });

  it('stops at the limit, and says so', () => {
    const cut = complete(model, STORY, { temperature: 0, maxTokens: 5 });
    expect(cut.finishReason).toBe('length');
    expect(cut.text).toBe('Once upon a time there');
    expect(complete(model, TEA, { temperature: 0, maxTokens: 60 }).finishReason).toBe('stop');
  });
});

describe('temperature', () => {
  it('lowers the agreement on a label from 1 to nearly none', () => {
    const [zero = 0, half = 0, one = 0, oneAndHalf = 0, two = 1] = [0, 0.5, 1, 1.5, 2].map((t) =>
      agreement(samples(LABEL, t)),
    );
    expect(zero).toBe(1);
    expect(half).toBeGreaterThanOrEqual(one);
    expect(one).toBeGreaterThan(oneAndHalf);
    expect(oneAndHalf).toBeGreaterThan(two);
    expect(two).toBeLessThan(0.1);
  });

  it('brings more names for a tea shop, then names that are none', () => {
    const distinct = [0, 0.5, 1, 1.5].map((t) => new Set(samples(TEA, t)).size);
    expect(distinct).toEqual([...distinct].sort((a, b) => a - b));
    expect(distinct[0]).toBe(1);
    expect(distinct[3]).toBeGreaterThan(12);
  });

  it('keeps a story in known phrases at 1 and breaks them at 2', () => {
    const surprise = (temperature: number) => {
      const tokens = samplesOf(temperature).flatMap((sample) => sample.tokens);
      return -tokens.reduce((sum, token) => sum + (token.logprob ?? 0), 0) / tokens.length;
    };
    const samplesOf = (temperature: number) =>
      [1, 2, 3, 4, 5, 6].map((seed) => complete(model, STORY, { temperature, seed, maxTokens: 60, topLogprobs: 0 }));
    expect(surprise(1)).toBeLessThan(0.8);
    expect(surprise(2)).toBeGreaterThan(3);
  });
});

describe('plain chat', () => {
  it.each([
    ['Hello!', /^Hello/],
    ['Who are you?', /^I am Practice, a tiny model/],
    ['What is the capital of Italy?', /^Rome\.$/],
    ['Name a fruit.', /^Apple\.$/],
    ['What is a token?', /^A token is a small piece of text/],
    ['Tell me a story about a dragon.', /a dragon who was afraid of the dark/],
    ['My name is Bob.', /Bob\.$/],
    ['What is quantum chromodynamics?', /^I do not know/],
  ])('answers %j', (question, answer) => {
    expect(greedy(model, [user(question)])).toMatch(answer);
  });

  it('heeds a role in the system message, and is not put off by another', () => {
    expect(greedy(model, [system('You are a pirate.'), user('Hello!')])).toMatch(/^Ahoy/);
    expect(greedy(model, [system('Answer in one or two sentences.'), user('Hello!')])).toMatch(/^Hello/);
  });
});

describe('requests', () => {
  it('leave nothing behind for the next', () => {
    const fresh = createPracticeModel();
    const before = complete(fresh, STORY, { temperature: 2, seed: 5, maxTokens: 200 });
    complete(fresh, asTurns([['Wibble?', 'Xylozap the quorn.']], 'Wobble?'), { temperature: 2, seed: 5 });
    expect(complete(fresh, STORY, { temperature: 2, seed: 5, maxTokens: 200 })).toEqual(before);
    expect([...fresh.firstToken(STORY).keys()]).not.toContain(' Xylozap');
  });

  it('may run side by side', () => {
    const alone = complete(model, STORY, { temperature: 1.2, seed: 9, maxTokens: 60 }).text;
    const one = model.generate(STORY, { temperature: 1.2, seed: 9, maxTokens: 60 });
    const other = model.generate(LABEL, { temperature: 1.2, seed: 2, maxTokens: 60 });
    let text = '';
    for (let step = one.next(); !step.done; step = one.next()) {
      text += step.value.text;
      other.next();
    }
    expect(text).toBe(alone);
  });

  it('bring marks in the text that mean nothing, and letters of any script back as they were', () => {
    const shots = [
      ['Wie heißt du?', 'Zoë 🧑‍🚀 — «naïve» 東京'] as const,
      ['Wer bist du?', 'Zoë 🧑‍🚀 — «naïve» 東京'] as const,
    ];
    expect(greedy(model, asTurns(shots, 'Wie heißt er?'))).toBe('Zoë 🧑‍🚀 — «naïve» 東京');
  });
});

describe('the share of known words', () => {
  it('is 1 for what the corpus holds, and falls for what it does not', () => {
    expect(knownShare([user('Tell me a story about a fox.')])).toBe(1);
    expect(knownShare([user('Derive the Navier-Stokes equations for incompressible flow.')])).toBeLessThan(0.5);
    expect(knownShare([user('?')])).toBe(1);
  });

  it('counts the words of the prompt’s own examples as known', () => {
    const query = 'Zorgon blimped';
    expect(knownShare([user(query)])).toBe(0);
    expect(knownShare(asTurns([['Zorgon blimped twice', 'flim']], query))).toBe(1);
    expect(knownShare([user(`Text: Zorgon blimped twice\nLabel: flim\n\nText: ${query}\nLabel:`)])).toBe(1);
  });

  it('takes the instructions in', () => {
    expect(knownShare([system('Frobnicate thoroughly.'), user('Hello!')])).toBeLessThan(0.5);
  });
});
