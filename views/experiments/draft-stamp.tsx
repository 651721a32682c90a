import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { domId } from '../dom-id.ts';
import { Partial } from '../partial.tsx';

interface DraftStampProps {
  readonly cell: ExperimentCell;
  /** Names this page among all that show the experiment. */
  readonly page: string;
}

/** What a save says about where it comes from, so that two pages do not silently overwrite each other. */
export function DraftStamp({ cell, page }: DraftStampProps) {
  return (
    <>
      <input type="hidden" name="page" value={page} />
      <Revision cell={cell} />
    </>
  );
}

/** The revision that the page now knows. */
export function RevisionChange({ cell }: { readonly cell: ExperimentCell }) {
  return (
    <Partial target={revisionId(cell)}>
      <Revision cell={cell} />
    </Partial>
  );
}

function Revision({ cell }: { readonly cell: ExperimentCell }) {
  return <input type="hidden" name="revision" id={revisionId(cell)} value={cell.revision} />;
}

function revisionId({ id }: ExperimentCell): string {
  return domId('experiment', id, 'revision');
}
