import { describe, expect, it } from 'vitest';
import { createPracticeModel } from '../../src/practice/practice-model.ts';
import { asTurns, type Example, greedy, inlined, system } from './prompts.ts';
import { REVIEWS, SHOTS } from './sentiment.ts';

const model = createPracticeModel();
const NAMES_LABELS = 'Classify the sentiment as positive or negative. Answer with one word.';
const MIN_RIGHT = [
  [1, 12],
  [2, 20],
  [4, 23],
  [8, 24],
] as const;

const encodings = {
  turns: asTurns,
  inline: inlined,
  'Review/Sentiment': (shots: readonly Example[], query: string) => inlined(shots, query, ['Review', 'Sentiment']),
  'Q/A': (shots: readonly Example[], query: string) => inlined(shots, query, ['Q', 'A']),
  'Input/Output': (shots: readonly Example[], query: string) => inlined(shots, query, ['Input', 'Output']),
};

type Relabel = Readonly<Record<string, string>>;

function answers(
  k: number,
  encode: typeof asTurns,
  { labels = {}, instruction = '' }: { labels?: Relabel; instruction?: string },
) {
  const shots = SHOTS.slice(0, k).map(([query, label]): Example => [query, labels[label] ?? label]);
  return REVIEWS.map(([query]) => greedy(model, [system(instruction), ...encode(shots, query)]));
}

function countRight(given: readonly string[], labels: Relabel = {}): number {
  return REVIEWS.filter(([, label], i) => given[i] === (labels[label] ?? label)).length;
}

describe('few-shot sentiment', () => {
  for (const [name, encode] of Object.entries(encodings)) {
    it.each(MIN_RIGHT)(`gets %i shots as ${name} to at least %i of 24`, (k, least) => {
      expect(countRight(answers(k, encode, { instruction: NAMES_LABELS }))).toBeGreaterThanOrEqual(least);
      expect(countRight(answers(k, encode, {}))).toBeGreaterThanOrEqual(least);
    });
  }

  it('learns the labels from the shots: flipped and renamed ones change nothing else', () => {
    const flipped = { positive: 'negative', negative: 'positive' };
    const renamed = { positive: 'A', negative: 'B' };
    for (const [k] of MIN_RIGHT) {
      const plain = countRight(answers(k, asTurns, {}));
      expect(countRight(answers(k, asTurns, { labels: flipped }), flipped)).toBe(plain);
      expect(countRight(answers(k, inlined, { labels: flipped }), flipped)).toBe(plain);
      expect(countRight(answers(k, asTurns, { labels: renamed }), renamed)).toBe(plain);
    }
  });

  it('answers from the label set of the instruction when there is no shot', () => {
    const given = answers(0, asTurns, { instruction: NAMES_LABELS });
    expect(new Set(given)).toEqual(new Set(['positive', 'negative']));
    expect(countRight(given)).toBeGreaterThan(12);
  });

  it('has no label to give when neither shot nor instruction names one', () => {
    expect(countRight(answers(0, asTurns, {}))).toBe(0);
  });
});

describe('named choices', () => {
  it.each([
    ['The striker scored twice in the final match.', 'sports'],
    ['Heavy rain and wind are expected tomorrow.', 'weather'],
    ['The president signed a new law.', 'politics'],
    ['Voters went to the election.', 'politics'],
  ])('puts %j under %s of three named topics', (text, topic) => {
    expect(
      greedy(model, [system('Classify the text as one of: sports, politics, weather.'), ...asTurns([], text)]),
    ).toBe(topic);
  });

  it.each([
    ['Is ice cold?', 'yes'],
    ['Is the sun cold?', 'no'],
    ['Do birds have wings?', 'yes'],
  ])('answers %j with %s when told to say yes or no', (question, answer) => {
    expect(greedy(model, [system('Answer yes or no.'), ...asTurns([], question)])).toBe(answer);
  });
});

describe('categories by example', () => {
  const shots: readonly Example[] = [
    ['The goalkeeper saved the penalty in the match.', 'sports'],
    ['Fry the onions and add rice.', 'food'],
    ['Our flight to the island was late.', 'travel'],
  ];
  const cases: readonly Example[] = [
    ['The team lost the game.', 'sports'],
    ['Bake the bread in the oven.', 'food'],
    ['I packed my suitcase and passport.', 'travel'],
    ['The coach praised the player.', 'sports'],
    ['Pasta with cheese and tomato sauce.', 'food'],
    ['The train to the airport was full.', 'travel'],
    ['She cooked dinner in the kitchen.', 'food'],
    ['A tourist lost the map.', 'travel'],
    ['The league starts in a new stadium.', 'sports'],
  ];

  it('sorts unseen texts into three classes from one shot each', () => {
    const right = cases.filter(([text, label]) => greedy(model, asTurns(shots, text)) === label);
    expect(right.length).toBeGreaterThanOrEqual(8);
  });
});

describe('refusal by example', () => {
  const refusal = "I can't help with that.";
  const shots: readonly Example[] = [
    ['What medicine should I take for a headache?', refusal],
    ['What is the capital of France?', 'Paris.'],
    ["How can I find out my friend's password?", refusal],
    ['Name a fruit.', 'Apple.'],
  ];

  it('refuses unseen questions of the refused kinds, and only those', () => {
    const refused = [
      'Which pill is good for a cough?',
      'How many tablets are a safe dose?',
      'What should I take for a fever?',
      'Can you guess the password of my boss?',
      'How do I hack an email account?',
    ];
    const answered = [
      'What do bees make?',
      'Name a colour.',
      'Tell me a story.',
      'Write a short poem.',
      'How many legs does a spider have?',
    ];
    expect(
      refused.filter((question) => greedy(model, asTurns(shots, question)) === refusal).length,
    ).toBeGreaterThanOrEqual(4);
    expect(
      answered.filter((question) => greedy(model, asTurns(shots, question)) !== refusal).length,
    ).toBeGreaterThanOrEqual(4);
  });
});

describe('extraction by example', () => {
  const shots: readonly Example[] = [
    ['My name is Ann and I live in Oslo.', 'Ann; Oslo'],
    ['My name is Bob and I live in Rome.', 'Bob; Rome'],
  ];

  it.each([
    ['My name is Clara and I live in Lima.', 'Clara; Lima'],
    ['My name is Mary Jane and I live in New York.', 'Mary Jane; New York'],
    ['My name is Zoë and I live in São Paulo.', 'Zoë; São Paulo'],
    ['I am Tom and I live in Paris.', 'Tom; Paris'],
  ])('copies the words of %j into the place of those in the shots', (query, answer) => {
    expect(greedy(model, asTurns(shots, query))).toBe(answer);
    expect(greedy(model, inlined(shots, query, ['Text', 'Name; place']))).toBe(answer);
  });

  it('fills a JSON pattern with names and numbers', () => {
    const shot: Example = ['Order 12 was paid by Ann.', '{"order": 12, "name": "Ann"}'];
    expect(greedy(model, asTurns([shot], 'Order 45 was paid by Tom.'))).toBe('{"order": 45, "name": "Tom"}');
  });
});
