import type { Child } from 'hono/jsx';
import type { Connection } from '../../src/domain/models/connection.ts';
import { type DraftError, SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import type { Draft, ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { enabledExamples } from '../../src/domain/prompt/prompt.ts';
import { parseVariantKeys } from '../../src/domain/prompt/variant.ts';
import { typedColumnsWords } from '../../src/domain/run/added-columns.ts';
import { AXES, AXIS_LABELS } from '../../src/domain/run/sweep.ts';
import { domId } from '../dom-id.ts';
import { AddedColumns } from './added-columns.tsx';
import { AxisFields } from './axis-fields.tsx';
import { LogprobsField } from './logprobs-field.tsx';
import { OtherModelsPlace } from './other-models.tsx';
import { FurtherFields, ResponseFormatFields, ToolFieldset } from './request-fields.tsx';
import { SettingField } from './setting-field.tsx';
import { Variants } from './variants.tsx';

interface MoreSettingsProps {
  readonly cell: ExperimentCell;
  /** Numbers of the versions that can be asked again. */
  readonly versions: readonly number[];
  readonly connections: readonly Pick<Connection, 'id' | 'label'>[];
}

/** Everything that can be varied besides temperature; closed, it says what of it is set. */
export function MoreSettings({ cell, versions, connections }: MoreSettingsProps) {
  return (
    <details class="more" id={domId('experiment', cell.id, 'more')}>
      <summary>
        <span>More settings</span> <MoreSummary cell={cell} errors={[]} />
      </summary>
      <div class="groups">
        <Variants cell={cell} versions={versions} />
        <Group name="Sampling" hint="A value or a list, as 0.9, 1. Empty: not sent.">
          <SettingField cell={cell} name="top_p" size={8} placeholder="not sent" />
          <SettingField cell={cell} name="seed" size={8} placeholder="not sent" />
          <SettingField cell={cell} name="presence_penalty" size={8} placeholder="not sent" />
          <SettingField cell={cell} name="frequency_penalty" size={8} placeholder="not sent" />
        </Group>
        <Group name="Reasoning models" hint="A value or a list, as low, high. Empty: not sent.">
          <SettingField cell={cell} name="reasoning_effort" size={10} placeholder="not sent" />
          <SettingField cell={cell} name="verbosity" size={10} placeholder="not sent" />
        </Group>
        <Group name="Layout" hint="What makes the columns and what the rows, where several settings vary.">
          <AxisFields cell={cell} />
        </Group>
        <Group
          name="Added columns"
          hint="Beside the grid: its rows again, with another value of any setting. Empty: as in the grid; “not sent” leaves it out."
        >
          <AddedColumns cell={cell} connections={connections} />
        </Group>
        <Group name="Answers" hint="Shows at each word what else the model might have said.">
          <LogprobsField cell={cell} />
        </Group>
        <Group name="Response format" hint="JSON answers are checked as they come; what does not fit is said by field.">
          <ResponseFormatFields cell={cell} />
        </Group>
        <Group
          name="Functions"
          hint="A JSON list of functions that the model may call. Fixed results answer calls where nothing is typed; they are not sent."
        >
          <ToolFieldset cell={cell} />
        </Group>
        <Group name="Further" hint="Empty: not sent. Extra body: JSON whose fields are sent as they are.">
          <FurtherFields cell={cell} />
        </Group>
        <OtherModelsPlace experiment={cell.id} />
      </div>
    </details>
  );
}

interface MoreSummaryProps {
  readonly cell: ExperimentCell;
  /** What is wrong with the draft; of these, what is out of sight is named. */
  readonly errors: readonly DraftError[];
}

/** What is set behind the disclosure, in a line. */
export function MoreSummary({ cell, errors }: MoreSummaryProps) {
  const set = setBehind(cell.draft);
  const wrong = errors.filter(({ path }) => (BEHIND as readonly string[]).includes(path.replace(/\..*/, '')));
  return (
    <span class="behind" id={moreSummaryId(cell.id)}>
      {wrong.map(({ message }) => (
        <span class="err">{message}</span>
      ))}
      {set.map(([label, value]) => (
        <span>
          {label} <strong>{value}</strong>
        </span>
      ))}
    </span>
  );
}

export function moreSummaryId(experiment: number): string {
  return domId('experiment', experiment, 'more', 'set');
}

const BEHIND = [
  'variant',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
  'verbosity',
  'columns',
  'rows',
  'added_columns',
  'logprobs',
  'stop',
  'response_format',
  'response_schema',
  'schema_strict',
  'service_tier',
  'extra_body',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'tool_results',
] as const;
/** Where the whole value would fill the line. */
const SHORT: Partial<Readonly<Record<(typeof BEHIND)[number], string>>> = {
  response_schema: '',
  schema_strict: '',
  extra_body: 'sent',
  tools: 'sent',
  tool_results: '',
};

function setBehind({ prompt, settings }: Draft): readonly (readonly [string, string])[] {
  const shots = `${enabledExamples(prompt).length}-shot`;
  const values = {
    ...settings,
    variant: parseVariantKeys(settings.variant)
      .map((key) => (key === 'all' ? shots : key))
      .join(', '),
    columns: axisText(settings.columns),
    rows: axisText(settings.rows),
    added_columns: typedColumnsWords(settings.added_columns, { inShort: true }),
    logprobs: settings.logprobs === '' ? '' : 'asked for',
    stop: settings.stop.split('\n').join(' '),
  };
  return BEHIND.filter((name) => values[name] !== '' && SHORT[name] !== '').map((name) => [
    SETTING_LABELS[name],
    SHORT[name] ?? values[name],
  ]);
}

function axisText(name: string): string {
  const axis = AXES.find((known) => known === name);
  return axis === undefined ? '' : AXIS_LABELS[axis];
}

function Group({ name, hint, children }: { readonly name: string; readonly hint: string; readonly children: Child }) {
  return (
    <fieldset>
      <legend class="group">{name}</legend>
      <p class="small muted">{hint}</p>
      <div class="fields">{children}</div>
    </fieldset>
  );
}
