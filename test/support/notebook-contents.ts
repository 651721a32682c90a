import fc from 'fast-check';
import type { Case } from '../../src/domain/cases/case.ts';
import { type Check, type CheckResult, passedOf } from '../../src/domain/cases/check.ts';
import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import type {
  CellContent,
  CompletionContent,
  ExperimentResults,
  NotebookContent,
  RunContent,
} from '../../src/domain/notebook/notebook-content.ts';
import { canonicalPrompt, type Prompt } from '../../src/domain/prompt/prompt.ts';
import { COMPLETION_STATUSES, ERROR_KINDS, RATINGS } from '../../src/domain/run/completion.ts';
import { type Settings, singlePoint } from '../../src/domain/run/sweep.ts';

/** Texts as people and models write them, and as programs that read them fear them. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    '"quoted", \'so\'',
    'line\nline\r\nline\rline',
    '=HYPERLINK("x")',
    '+1',
    '-1',
    '@sum',
    '\t=1',
    '👩‍👩‍👧 日本語',
    '\ud800 alone \udc00',
    'nul \0 inside',
    '{"__proto__": 1}',
    '</script><!--',
    '{{name}}',
    '\u2028\ufeff',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 20 }),
);
const time = fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
const money = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n });
const count = fc.option(fc.nat({ max: 1_000_000 }));
const milliseconds = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }).map((ms) => ms + 0));

const calls = fc.array(
  fc.record({
    id: text,
    type: fc.constant('function' as const),
    function: fc.record({ name: text, arguments: text }),
  }),
  { minLength: 1, maxLength: 2 },
);
const message = fc.oneof(
  fc
    .record({
      role: fc.constantFrom('system', 'developer', 'user', 'assistant'),
      content: text,
      name: fc.option(text, { nil: undefined }),
    })
    .map(({ name, ...rest }) => (name === undefined ? rest : { ...rest, name })),
  fc.record({ role: fc.constant('assistant' as const), content: text, tool_calls: calls }),
  fc.record({ role: fc.constant('tool' as const), content: text, tool_call_id: text }),
);

const example = fc.record({
  input: text,
  output: text,
  enabled: fc.boolean(),
  tags: fc.array(text, { maxLength: 2 }),
});
const variables = fc
  .array(fc.tuple(fc.constantFrom('name', 'other', 'constructor', 'prototype', 'zwölf.1'), text), { maxLength: 3 })
  .map((pairs) => Object.fromEntries(pairs));

const prompt: fc.Arbitrary<Prompt> = fc.record({
  system: fc.option(text),
  examples: fc.array(example, { maxLength: 3 }),
  messages: fc.array(message, { maxLength: 3 }),
  encoding: fc.constantFrom('turns', 'inline'),
  template: fc.option(text),
});

const settings: fc.Arbitrary<Settings> = fc.record({
  model: text,
  temperature: fc.option(fc.double({ min: 0, max: 2, noNaN: true }).map((value) => value + 0)),
  top_p: fc.option(fc.constantFrom(0, 0.1, 1)),
  reasoning_effort: fc.option(text),
  verbosity: fc.option(text),
  presence_penalty: fc.option(fc.constantFrom(-2, 0.3)),
  frequency_penalty: fc.option(fc.constantFrom(-2, 0.3)),
  seed: fc.option(fc.maxSafeInteger()),
  max_completion_tokens: fc.option(fc.nat()),
  variant: fc.option(text),
});

const completion = (lists: number): fc.Arbitrary<CompletionContent> =>
  fc
    .record({
      messages: fc.nat({ max: lists - 1 }),
      connection: text,
      settings,
      column: fc.nat({ max: 5 }),
      row: fc.nat({ max: 5 }),
      sample: fc.nat({ max: 5 }),
      case: fc.option(text),
      status: fc.constantFrom(...COMPLETION_STATUSES.filter((status) => status !== 'queued' && status !== 'streaming')),
      text,
      textMended: fc.boolean(),
      reasoning: fc.option(text),
      finishReason: fc.option(text),
      usage: fc.option(
        fc.record(
          {
            inputTokens: count,
            cachedInputTokens: count,
            cacheWriteTokens: fc.nat({ max: 1_000_000 }),
            outputTokens: count,
            reasoningTokens: count,
            source: fc.constantFrom('reported', 'estimated'),
          },
          { requiredKeys: ['inputTokens', 'cachedInputTokens', 'outputTokens', 'reasoningTokens', 'source'] },
        ),
      ),
      prices: fc.option(
        fc.record(
          { input: money, cachedInput: fc.option(money), cacheWrite: money, output: money, model: text, date: text },
          { requiredKeys: ['input', 'cachedInput', 'output', 'model', 'date'] },
        ),
      ),
      cost: fc.option(
        fc.record({ picodollars: money, source: fc.constantFrom('reported', 'computed', 'estimated', 'free') }),
      ),
      ttftMs: milliseconds,
      durationMs: milliseconds,
      attempts: fc.nat({ max: 9 }),
      error: fc.option(
        fc.record({
          kind: fc.constantFrom(...ERROR_KINDS),
          message: text,
          status: fc.option(fc.nat({ max: 599 })),
          param: fc.option(text),
        }),
      ),
      annotations: fc.record({
        rating: fc.option(fc.constantFrom(...RATINGS)),
        pinned: fc.boolean(),
        note: fc.option(text),
      }),
      createdAt: time,
      endedAt: fc.option(time),
    })
    .chain((one) =>
      fc.option(calls, { nil: undefined }).map((toolCalls) => (toolCalls === undefined ? one : { ...one, toolCalls })),
    );

const run = (versions: readonly number[], lists: number): fc.Arbitrary<RunContent> =>
  fc.record({
    version: fc.constantFrom(...versions),
    messages: fc.nat({ max: lists - 1 }),
    status: fc.constantFrom('finished', 'cancelled', 'held', 'interrupted'),
    request: fc
      .record({
        connection: text,
        variants: fc.array(
          fc.record({
            name: text,
            inputTokens: fc.option(fc.nat({ max: 1_000 })),
            changes: fc.record(
              {
                version: fc.nat({ max: 9 }),
                system: fc.option(text),
                examples: fc.array(example, { maxLength: 1 }),
                messages: fc.array(message, { maxLength: 1 }),
                encoding: fc.constantFrom('turns', 'inline'),
                template: fc.option(text),
                variables,
                tag: text,
                shots: fc.nat({ max: 9 }),
              },
              { requiredKeys: [] },
            ),
          }),
          { maxLength: 2 },
        ),
        sweep: fc.array(fc.option(fc.constantFrom(0, 0.5, 1)), { minLength: 1, maxLength: 3 }).map((temperature) => ({
          ...singlePoint('m'),
          temperature,
        })),
        samples: fc.integer({ min: 1, max: 9 }),
        columns: fc.constant('temperature'),
        rows: fc.constantFrom(null, 'seed'),
        stop: fc.option(fc.array(text, { maxLength: 2 })),
        responseFormat: fc.option(fc.constant({ type: 'json_schema', schema: { a: [1, null, 'x'] } })),
        logprobs: fc.boolean(),
        topLogprobs: fc.option(fc.nat({ max: 20 })),
      })
      .chain((one) =>
        fc
          .record(
            {
              serviceTier: fc.constantFrom('flex', 'auto'),
              extraBody: fc.constant({ top_k: 5, thinking: null }),
              tools: fc.constant([{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }]),
              toolChoice: fc.constantFrom('auto', { type: 'function', function: { name: 'f' } }),
              parallelToolCalls: fc.boolean(),
              addedColumns: fc.array(addedColumn, { minLength: 1, maxLength: 2 }),
            },
            { requiredKeys: [] },
          )
          .map((more) => ({ ...one, ...more })),
      ),
    estimate: fc.record({
      inputTokens: fc.nat({ max: 1_000_000 }),
      method: fc.constantFrom('tiktoken', 'rough', 'practice'),
      maxCostPicodollars: fc.option(money),
    }),
    createdAt: time,
    endedAt: fc.option(time),
    completions: fc.array(completion(lists), { maxLength: 3 }),
  }) as fc.Arbitrary<RunContent>;

/** What a column beside the grid changes: of everything there is, something. */
const addedColumn = fc.record(
  {
    model: text,
    connection: text,
    temperature: fc.option(fc.constant(0.5)),
    variant: fc.option(text),
    stop: fc.option(fc.array(text, { maxLength: 2 })),
    response_format: fc.option(fc.constant({ type: 'json_schema', json_schema: { name: 'x', schema: {} } })),
    service_tier: fc.option(text),
    extra_body: fc.option(fc.constant({ top_k: 5, thinking: null })),
    tools: fc.option(fc.constant([{ type: 'function' as const, function: { name: 'g', strict: true } }])),
    tool_choice: fc.option(fc.constantFrom('auto' as const, { type: 'function', function: { name: 'g' } })),
    parallel_tool_calls: fc.option(fc.boolean()),
    logprobs: fc.option(fc.boolean()),
    top_logprobs: fc.option(fc.nat({ max: 20 })),
  },
  { requiredKeys: [] },
);

const testCase: fc.Arbitrary<Case> = fc.record(
  {
    input: fc.oneof(fc.record({ message: text }), fc.record({ variables })),
    expected: fc.option(text),
    name: fc.option(text),
    note: text,
  },
  { requiredKeys: ['input', 'expected', 'name'] },
);

/** What a run saw and what was said of its answers, a person's word last. */
const checkedRuns = fc.record({
  cases: fc.array(testCase, { minLength: 1, maxLength: 2 }),
  said: fc.record({ passed: fc.option(fc.boolean()), detail: text }),
  byHand: fc.boolean(),
});

const results: fc.Arbitrary<ExperimentResults> = fc
  .record({
    prompts: fc.uniqueArray(prompt, { minLength: 1, maxLength: 2, selector: wellFormedPrompt }),
    lists: fc.uniqueArray(fc.array(message, { maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
      selector: (list) => JSON.stringify(list).replaceAll(/\\u[dD][89a-fA-F]../g, '\ufffd'),
    }),
    name: fc.option(text),
    createdAt: time,
  })
  .chain(({ prompts, lists, name, createdAt }) => {
    const versions = prompts.map((one, index) => ({ number: index + 1, name, createdAt, prompt: one }));
    const plain: fc.Arbitrary<ExperimentResults> = fc.record({
      versions: fc.constant(versions),
      messageLists: fc.constant(lists),
      runs: fc.array(
        run(
          versions.map(({ number }) => number),
          lists.length,
        ),
        { maxLength: 2 },
      ),
    });
    return fc.oneof(plain, fc.tuple(plain, checkedRuns).map(withCases));
  });

function withCases([given, { cases, said, byHand }]: readonly [
  ExperimentResults,
  typeof checkedRuns extends fc.Arbitrary<infer Checked> ? Checked : never,
]): ExperimentResults {
  if (given.runs.length === 0) return given;
  const judging: CheckResult[] = [
    { type: 'label', ...said, ...(said.passed === false ? { offList: true as const } : {}) },
    { type: 'by_hand', passed: byHand, detail: '' },
  ];
  const label: Check = { extract: 'whole', type: 'label', labels: ['yes'], raw: false };
  const runs = given.runs.map((one) => ({
    ...one,
    caseSet: 0,
    request: { ...one.request, cases: cases.length, checks: [label], leaks: [{ case: 0, example: 3 }] },
    completions: one.completions.map((completion, index) => ({
      ...completion,
      casePlace: index % cases.length,
      checked: { passed: passedOf(judging), results: judging },
    })),
  }));
  return { ...given, caseSets: [cases], runs };
}

/** Two prompts that differ by lone surrogates alone would be one in the store. */
function wellFormedPrompt(one: Prompt): string {
  return canonicalPrompt(one).replaceAll(/\\u[dD][89a-fA-F]../g, '\ufffd');
}

const checks = fc.subarray<Check>([
  { extract: 'last_line', type: 'label', labels: ['yes', 'no'], raw: false },
  { extract: { json_field: 'a.b' }, type: 'exact', raw: true },
  { extract: 'whole', type: 'contains', text: null },
  { extract: 'whole', type: 'judge', rubric: 'Is it kind?', model: null, connection: null, baseline: 0 },
]);

const cell: fc.Arbitrary<CellContent> = fc.oneof(
  fc.record({ kind: fc.constant('note' as const), text }),
  fc
    .record({
      kind: fc.constant('experiment' as const),
      title: text,
      draft: fc.record({
        prompt: fc.oneof(
          prompt,
          fc.record({ prompt, variables }).map(({ prompt: one, variables: given }) => ({ ...one, variables: given })),
        ),
        settings: fc.record({
          ...Object.fromEntries(Object.keys(DEFAULT_SETTINGS).map((name) => [name, text])),
          view: fc.constantFrom('text', 'markdown'),
          fold: fc.constantFrom('raw', 'norm'),
        }) as unknown as fc.Arbitrary<typeof DEFAULT_SETTINGS>,
      }),
      results: fc.option(results),
      cases: fc.array(testCase, { maxLength: 2 }),
      checks,
    })
    .map(({ cases, checks: judged, ...one }) => ({
      ...one,
      ...(cases.length === 0 ? {} : { cases }),
      ...(judged.length === 0 ? {} : { checks: judged }),
    })),
);

/** Any notebook, with or without results. */
export const notebookContents: fc.Arbitrary<NotebookContent> = fc.record({
  title: text,
  cells: fc.array(cell, { maxLength: 4 }),
});
