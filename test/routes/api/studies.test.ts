import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REVIEWS, SHOTS } from '../../practice/sentiment.ts';
import { endedRun, type RunJson } from '../../support/pages.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

interface StudyRow {
  readonly variant: string;
  readonly shots: number;
  readonly pass_rate: { readonly value: number; readonly low: number; readonly high: number; readonly cases: number };
  readonly input_tokens: number;
  readonly flips: { readonly fixed: number; readonly broken: number; readonly same: number; readonly p: number } | null;
}
interface StudyRun extends RunJson {
  readonly study: { readonly kind: string; readonly rows: readonly StudyRow[]; readonly spread?: unknown };
}

type Labels = Readonly<Record<string, string>>;
const AS_WRITTEN: Labels = { positive: 'positive', negative: 'negative' };

/** A study of the example sentences on Practice at temperature 0. */
function bodyOf(study: string, labels: Labels = AS_WRITTEN, rows = SHOTS.length) {
  const named = (label: string) => labels[label] ?? label;
  return {
    prompt: {
      examples: SHOTS.slice(0, rows).map(([input, label]) => ({ input, output: named(label) })),
      messages: [{ role: 'user', content: '{{text}}' }],
    },
    model: 'practice',
    temperature: 0,
    max_completion_tokens: 8,
    cases: REVIEWS.map(([text, label]) => ({ variables: { text }, expected: named(label) })),
    checks: [{ type: 'label', labels: Object.values(labels) }],
    study,
    confirm: true,
  };
}

describe('studies on Practice', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });
  afterAll(() => app.close());

  async function studied(body: unknown): Promise<StudyRun> {
    const response = await app.post('/api/v1/runs', body);
    const started = (await response.json()) as StudyRun;
    expect([response.status, started]).toEqual([202, expect.anything()]);
    return (await endedRun(app, started.id)) as StudyRun;
  }

  test('where no case was judged there are no flips to tell, rather than none fixed and none broken', async () => {
    const unchecked = await studied({ ...bodyOf('shots'), checks: [] });
    const leaked = SHOTS.map(([text, expected]) => ({ variables: { text }, expected }));
    const withheld = await studied({ ...bodyOf('shots'), cases: leaked });
    for (const { id, study } of [unchecked, withheld]) {
      expect(study.rows.map(({ pass_rate, flips }) => [pass_rate.value, flips])).toEqual(
        study.rows.map(() => [null, null]),
      );
      // One row is what the others are compared with; of those nothing is known.
      const page = await (await app.request(`/runs/${id}/matrix`)).text();
      expect(page).not.toContain('fixed 0');
      expect(page.split('<td>baseline</td>')).toHaveLength(2);
    }
  });

  test('the ladder rises and saturates, with intervals, and flipped labels give the same shape', async () => {
    const plain = await studied(bodyOf('shots'));
    const flipped = await studied(bodyOf('shots', { positive: 'negative', negative: 'positive' }));
    const { kind, rows } = plain.study;
    expect(kind).toBe('shots');
    expect(rows.map(({ shots }) => shots)).toEqual([0, 1, 2, 4, 8]);
    const rates = rows.map(({ pass_rate }) => pass_rate.value);
    expect(rates[0]).toBe(0);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(rates[3]).toBeGreaterThanOrEqual(22 / 24);
    expect(rates[4]).toBeGreaterThanOrEqual(23 / 24);
    expect(flipped.study.rows.map(({ pass_rate }) => pass_rate)).toEqual(rows.map(({ pass_rate }) => pass_rate));
    for (const { pass_rate } of rows) {
      expect(pass_rate.cases).toBe(24);
      expect(pass_rate.low).toBeLessThanOrEqual(pass_rate.value);
      expect(pass_rate.high).toBeGreaterThanOrEqual(pass_rate.value);
    }
    const tokens = rows.map(({ input_tokens }) => input_tokens);
    expect(tokens).toEqual(tokens.toSorted((a, b) => a - b));
    expect(rows[0]?.flips).toBeNull();
    expect(rows[4]?.flips).toMatchObject({ fixed: expect.any(Number), broken: 0 });
  });

  test('orders have a spread, and each says in which order it sends the rows', async () => {
    const run = await studied({ ...bodyOf('order', AS_WRITTEN, 4), cases: bodyOf('order').cases.slice(0, 6) });
    const { rows, spread } = run.study as unknown as { rows: { order: number[]; variant: string }[]; spread: unknown };
    expect(rows).toHaveLength(6);
    expect(rows[1]).toMatchObject({ variant: 'reversed', order: [3, 2, 1, 0] });
    expect(new Set(rows.map(({ order }) => order.join())).size).toBe(6);
    for (const { order } of rows) expect(order.toSorted()).toEqual([0, 1, 2, 3]);
    expect(spread).toEqual({ min: expect.any(Number), median: expect.any(Number), max: expect.any(Number) });
  });

  test('each row is left out once, with what that flips and saves', async () => {
    const run = await studied({ ...bodyOf('leave_one_out', AS_WRITTEN, 3), cases: bodyOf('order').cases.slice(0, 6) });
    expect(run.study.rows.map((row) => (row as unknown as { example?: number }).example)).toEqual([undefined, 0, 1, 2]);
    for (const row of run.study.rows.slice(1)) {
      expect(row).toMatchObject({ shots: 2, tokens_saved: expect.any(Number), usd_saved: null });
      expect((row as unknown as { tokens_saved: number }).tokens_saved).toBeGreaterThan(0);
      expect(row.flips).not.toBeNull();
    }
  });

  test('labels are counted, the last one is named, and no content is asked', async () => {
    const run = await studied({ ...bodyOf('labels'), cases: undefined, samples: 4, temperature: 1 });
    const rows = run.study.rows as unknown as { label: string; share: number; last: boolean; no_content: number }[];
    expect(rows.slice(0, 2)).toMatchObject([
      { label: 'positive', share: 0.5, last: false },
      { label: 'negative', share: 0.5, last: true },
    ]);
    expect(rows.reduce((sum, { no_content }) => sum + no_content, 0)).toBeCloseTo(1, 12);
    expect(run.planned).toBe(4);
  });

  test('encodings, the system message and selections are compared on the same cases', async () => {
    const cases = bodyOf('order').cases.slice(0, 4);
    const names = async (study: string, more = {}) => {
      const body = { ...bodyOf(study), cases };
      return (await studied({ ...body, prompt: { ...body.prompt, ...more } })).study.rows.map(({ variant }) => variant);
    };
    expect(await names('encoding')).toEqual(['turns', 'inline']);
    expect(await names('system', { system: 'Be brief.' })).toEqual(['with system message', 'without system message']);
    expect(await names('selection')).toEqual(['fixed: the first 4', 'random 4, seed 1', 'nearest 4 to each case']);
  });

  test('the request of a study can be posted again, and gives the same variants', async () => {
    const body = { ...bodyOf('order', AS_WRITTEN, 4), cases: bodyOf('order').cases.slice(0, 2) };
    const run = await studied(body);
    const again = await studied({ ...run.request, confirm: true });
    expect(again.study.rows.map(({ variant }) => variant)).toEqual(run.study.rows.map(({ variant }) => variant));
    expect(again.request).toEqual(run.request);
  });

  test('what cannot be studied is refused by the field', async () => {
    const paths = async (body: object) => {
      const response = await app.post('/api/v1/runs', body);
      const { errors } = (await response.json()) as { errors: { path: string }[] };
      return [response.status, errors.map(({ path }) => path)];
    };
    expect(await paths(bodyOf('system'))).toEqual([422, ['study']]);
    expect(await paths(bodyOf('order', AS_WRITTEN, 1))).toEqual([422, ['study']]);
    expect(await paths({ ...bodyOf('shots'), variants: [{ name: 'x' }] })).toEqual([422, ['study']]);
    expect(await paths({ ...bodyOf('shots'), cases: undefined })).toEqual([422, ['cases']]);
    expect(await paths({ ...bodyOf('guess') })).toEqual([422, ['study']]);
  });
});
