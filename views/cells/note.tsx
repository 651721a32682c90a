import type { NoteCell } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';
import { markdown } from '../markdown.tsx';
import { TextArea } from '../text-area.tsx';
import { CellActions } from './cell-actions.tsx';

/** A note: rendered Markdown, with its source one click away. An empty note opens for writing. */
export function Note({ note }: { readonly note: NoteCell }) {
  const form = domId('note', note.id, 'form');
  return (
    <section class="cell note" id={domId('cell', note.id)} aria-label="Note">
      <div class="prose" dir="auto" id={domId('note', note.id, 'prose')}>
        {note.text.trim() !== '' && markdown(note.text)}
      </div>
      <details class="source" open={note.text.trim() === ''}>
        <summary>Edit note</summary>
        <form
          id={form}
          hx-put={`/notes/${note.id}`}
          class="note-text"
          hx-trigger="input delay:300ms, change, save"
          hx-target={`#${domId('note', note.id, 'prose')}`}
          hx-swap="innerHTML"
          hx-sync="this:replace"
        >
          <TextArea
            name="text"
            rows={4}
            aria-label="Note text (Markdown)"
            placeholder="Markdown: # Title, **bold**, - list"
            text={note.text}
          />
        </form>
        <div class="actions">
          <CellActions id={note.id} form={form} />
        </div>
      </details>
    </section>
  );
}
