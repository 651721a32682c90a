import type { NoteCell } from '../../src/domain/notebook/notebook.ts';
import { titleOf } from '../../src/domain/notebook/title.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { markdown } from '../markdown.tsx';
import { Menu } from '../menu.tsx';
import { TextArea } from '../text-area.tsx';
import { CellActions } from './cell-actions.tsx';
import { Grip, InsertBelow } from './cell-tools.tsx';

interface NoteProps {
  readonly note: NoteCell;
  /** The heading right above the note, which it need not say once more. */
  readonly under?: string | null;
}

/** A note: rendered Markdown, with its source one click away. An empty note opens for writing. */
export function Note({ note, under = null }: NoteProps) {
  const form = domId('note', note.id, 'form');
  const prose = domId('note', note.id, 'prose');
  return (
    <section class="cell note" id={domId('cell', note.id)} aria-label={noteLabel(note.text)} tabindex={-1}>
      <Grip />
      <div class="prose" dir="auto" id={prose} data-note>
        {note.text.trim() !== '' && markdown(withoutHeading(note.text, under))}
      </div>
      <details class="source" open={note.text.trim() === ''}>
        <summary class="button quiet">
          <Icon name="edit" />
          <span class="when-shut">Edit note</span>
          <span class="when-open">Done</span>
        </summary>
        <form
          id={form}
          hx-put={`/notes/${note.id}`}
          class="note-text"
          hx-trigger="input delay:300ms, change, save"
          hx-target={`#${prose}`}
          hx-swap="innerHTML"
          hx-sync="this:replace"
        >
          <TextArea
            name="text"
            class="input"
            id={domId('note', note.id, 'text')}
            rows={4}
            aria-label="Note text (Markdown)"
            placeholder="Markdown: # Title, **bold**, - list"
            text={note.text}
          />
        </form>
      </details>
      <span class="note-menu">
        <Menu label="Actions for this note">
          <ul>
            <CellActions id={note.id} form={form} />
          </ul>
        </Menu>
      </span>
      <InsertBelow cell={note} />
    </section>
  );
}

/** The text without its first line where that is the heading it stands under. */
function withoutHeading(text: string, heading: string | null): string {
  const [first = '', ...others] = text.split('\n');
  return heading !== null && first.trim() === `# ${heading}` ? others.join('\n') : text;
}

/** Its first words, as a page with several notes needs to tell them apart. */
function noteLabel(text: string): string {
  const words = titleOf(text.replace(/^#+\s*/, ''));
  return words === '' ? 'Note' : `Note: ${words}`;
}
