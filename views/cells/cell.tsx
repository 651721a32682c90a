import type { NoteCell } from '../../src/domain/notebook.ts';
import { Experiment, type ExperimentProps } from '../experiments/experiment.tsx';
import { Note } from './note.tsx';

export type CellProps = { readonly note: NoteCell } | { readonly experiment: ExperimentProps };

/** Any cell of a notebook. */
export function CellView(props: CellProps) {
  return 'note' in props ? <Note note={props.note} /> : <Experiment {...props.experiment} />;
}
