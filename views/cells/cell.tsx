import type { NoteCell } from '../../src/domain/notebook/notebook.ts';
import { Experiment, type ExperimentProps } from '../experiments/experiment.tsx';
import { Note } from './note.tsx';

export type CellProps = { readonly note: NoteCell; readonly under?: string } | { readonly experiment: ExperimentProps };

/** Any cell of a notebook. */
export function CellView(props: CellProps) {
  return 'note' in props ? (
    <Note note={props.note} under={props.under ?? null} />
  ) : (
    <Experiment {...props.experiment} />
  );
}
