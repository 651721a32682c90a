import { expect, test } from 'vitest';
import { createAnalyst } from '../../src/analysis/analyst.ts';
import { messageDiff } from '../../src/results/message-diff.ts';

const analyst = createAnalyst({ inline: true });

test('message lists are compared message by message, a changed one word by word', async () => {
  const changes = await messageDiff(
    [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Tell me a story.' },
    ],
    [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Tell me a story.' },
    ],
    analyst,
  );
  expect(changes.map(({ role, kind }) => [role, kind])).toEqual([
    ['system', 'removed'],
    ['user', 'added'],
    ['assistant', 'added'],
    ['user', 'same'],
  ]);
  const [changed] = await messageDiff(
    [{ role: 'user', content: 'Be kind.' }],
    [{ role: 'user', content: 'Be brief.' }],
    analyst,
  );
  expect(changed).toMatchObject({ role: 'user', kind: 'changed' });
  expect(changed?.parts.filter(({ kind }) => kind === 'added')).toEqual([{ kind: 'added', text: 'brief' }]);
});
