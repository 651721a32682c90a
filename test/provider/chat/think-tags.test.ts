import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitThinkTags } from '../../../src/provider/chat/think-tags.ts';

function told(pieces: readonly string[]): { readonly text: string; readonly reasoning: string } {
  const heard = { text: '', reasoning: '' };
  const tags = splitThinkTags({
    text: (delta) => {
      heard.text += delta;
    },
    reasoning: (delta) => {
      heard.reasoning += delta;
    },
  });
  for (const piece of pieces) tags.text(piece);
  tags.end();
  return heard;
}

test.each([
  ['<think>\nSay hi.\n</think>\n\nHi', { reasoning: 'Say hi.', text: 'Hi' }],
  ['\n<think></think>\nHi', { reasoning: '', text: 'Hi' }],
  ['<think>cut off', { reasoning: 'cut off', text: '' }],
  ['<think>a < b </thin k> c</think>x', { reasoning: 'a < b </thin k> c', text: 'x' }],
  ['  <thinly veiled', { reasoning: '', text: '  <thinly veiled' }],
  ['<thi', { reasoning: '', text: '<thi' }],
  ['I write <think>this</think> as text', { reasoning: '', text: 'I write <think>this</think> as text' }],
  ['\n\nIndented  ', { reasoning: '', text: '\n\nIndented  ' }],
])('%j', (text, expected) => {
  expect(told([text])).toEqual(expected);
});

test('wherever the pieces are cut, it comes to the same', () => {
  const part = fc.constantFrom('<think>', '</think>', '<', '</th', ' ', '\n', 'word', '>', 'é');
  const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(60), { maxLength: 8 }), (whole, cuts) => {
      const places = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
      const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
      expect(told(pieces)).toEqual(told([whole]));
    }),
  );
});
