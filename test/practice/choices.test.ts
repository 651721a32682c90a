import { describe, expect, it } from 'vitest';
import { namedChoices } from '../../src/practice/choices.ts';

describe('the choices an instruction names', () => {
  it.each([
    ['Classify the sentiment as positive or negative. Answer with one word.', ['positive', 'negative']],
    ['Classify the sentiment as positive, negative or neutral.', ['positive', 'negative', 'neutral']],
    ['Classify the text as one of: sports, politics, weather.', ['sports', 'politics', 'weather']],
    [
      'Sort each message into one of these categories: billing, technical and shipping',
      ['billing', 'technical', 'shipping'],
    ],
    ['You are terse. Answer with only "yes" or "no".', ['yes', 'no']],
    ['Answer yes/no.', ['yes', 'no']],
    ['Classify as "very good", "good" or "bad".', ['very good', 'good', 'bad']],
    ['Decide whether the comment is toxic or not toxic.', ['toxic', 'not toxic']],
    ['Is this review positive or negative? The soup was cold.', ['positive', 'negative']],
  ])('are read from %j', (instruction, choices) => {
    expect(namedChoices(instruction)).toEqual(choices);
  });

  it.each([
    'Answer in one or two sentences.',
    'Be brief or silent.',
    'Write a story or a poem.',
    'Tell me a story.',
    '',
  ])('are none in %j', (instruction) => expect(namedChoices(instruction)).toEqual([]));

  it('are not looked for in a text without end', () => {
    expect(namedChoices(`answer ${'a-'.repeat(50_000)}`)).toEqual([]);
  });
});
