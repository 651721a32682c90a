import { requestSettingText, wholeSettingText } from '../request/request-setting-text.ts';
import { REQUEST_SETTINGS } from '../request/request-settings.ts';
import type { RunRequest } from './run.ts';
import {
  AXES,
  AXIS_LABELS,
  type Axis,
  type ColumnChanges,
  type ConnectionNames,
  modelOn,
  namedModel,
  type Settings,
  valuesOf,
} from './sweep.ts';

/** What tells a column from the others. */
export interface ColumnHead {
  readonly axis: Axis;
  readonly value: Settings[Axis];
  /** Of a column that was added beside the grid: what it changes. */
  readonly changes?: ColumnChanges | undefined;
}

/** The heads of a run's columns, in their order. */
export function columnHeads(request: Headed): readonly ColumnHead[] {
  const { sweep, columns: axis, addedColumns = [] } = request;
  const values = valuesOf(sweep, axis);
  const [first = null] = values;
  return [
    ...values.map((value) => ({ axis, value })),
    ...addedColumns.map((changes) => ({
      axis,
      value: changes[axis] === undefined ? first : changes[axis],
      changes: saidOf(changes, request),
    })),
  ];
}

type Headed = Pick<RunRequest, 'connection' | 'sweep' | 'columns' | 'addedColumns'>;

/** The run's own connection goes without saying where its grid asks no other. */
function saidOf(changes: ColumnChanges, { connection: own, sweep }: Headed): ColumnChanges {
  const { connection, ...others } = changes;
  return connection === own && sweep.connections === undefined && Object.keys(others).length > 0 ? others : changes;
}

/** A column's head with what connections are called in the place of their ids. */
export function namedHead<Head extends ColumnHead>(head: Head, nameOf: ConnectionNames): Head {
  const { axis, value, changes } = head;
  const named = axis === 'model' ? { value: namedModel(String(value), nameOf) } : {};
  if (changes?.connection === undefined) return { ...head, ...named };
  return { ...head, ...named, changes: { ...changes, connection: nameOf(changes.connection) } };
}

/** A column with its setting, as in "temperature 0.5"; of an added one, all that it changes. */
export function columnLabel({ axis, value, changes }: ColumnHead): string {
  return changes === undefined ? `${AXIS_LABELS[axis]} ${value ?? 'not sent'}` : changesText(changes);
}

/** A column by its value alone, where its setting is told elsewhere; of an added one, all that it changes. */
export function columnText({ value, changes }: ColumnHead): string {
  return changes === undefined ? String(value ?? 'not sent') : changesText(changes);
}

/** What an added column changes, as in "model gpt-5 · temperature 0.2"; what is long, in a few words. */
export function changesText(
  { model, connection, ...changes }: ColumnChanges,
  settingText = requestSettingText,
): string {
  const asked =
    model === undefined
      ? connection === undefined
        ? []
        : [`connection ${connection}`]
      : [`model ${modelOn({ model, ...(connection === undefined ? {} : { connection }) })}`];
  const others: Partial<Record<Axis, Settings[Axis]>> = changes;
  return [
    ...asked,
    ...AXES.flatMap((axis) => {
      const value = others[axis];
      return value === undefined ? [] : [`${AXIS_LABELS[axis]} ${value ?? notSent(axis)}`];
    }),
    ...REQUEST_SETTINGS.filter((name) => name in changes).map((name) => settingText(name, changes)),
  ].join(' · ');
}

/** The same with nothing left out. */
export function wholeChangesText(changes: ColumnChanges): string {
  return changesText(changes, wholeSettingText);
}

/** What tells columns that ask alike: the value, or all that is changed. */
export function columnKey({ axis, value, changes }: ColumnHead): string {
  if (changes === undefined) return JSON.stringify([axis, value]);
  const all = ['connection', ...AXES, ...REQUEST_SETTINGS] as const;
  return JSON.stringify(all.flatMap((name) => (name in changes ? [[name, changes[name]]] : [])));
}

function notSent(axis: Axis): string {
  return axis === 'variant' ? 'as written' : 'not sent';
}
