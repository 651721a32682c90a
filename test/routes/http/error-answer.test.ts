import { expect, test } from 'vitest';
import { temporaryStore } from '../../support/temporary-data.ts';
import { testApp } from '../../support/test-app.ts';

test('a fault of ours is one sentence for who asked, and is logged with its place for who can mend it', async () => {
  const { store } = await temporaryStore();
  const broken = {
    ...store,
    notebooks: { ...store.notebooks, get: () => Promise.reject(new Error('a mistake of ours')) },
  };
  const app = await testApp({ store: broken });
  const answer = await app.request('/notebooks/1');
  expect(answer.status).toBe(500);
  const page = await answer.text();
  expect(page).toContain('Something went wrong inside Tempera');
  expect(page).not.toContain('a mistake of ours');
  expect(app.logged).toEqual([expect.stringContaining('a mistake of ours')]);
  expect(app.logged[0]).toContain('error-answer.test.ts');
});
