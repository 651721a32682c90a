import type { Prompt } from '../../src/domain/prompt.ts';
import { exactText } from '../exact-text.tsx';
import { plural } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { TextArea } from '../text-area.tsx';

export interface FoundPaste {
  /** `null` when nothing could be read. */
  readonly prompt: Prompt | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

interface PastePageProps {
  readonly text: string;
  /** What was read of the text; `null` without one. */
  readonly found: FoundPaste | null;
  readonly context: PageContext;
}

/** Where a request from elsewhere comes in: what is read of it shows before anything is made. */
export function PastePage({ text, found, context }: PastePageProps) {
  return (
    <Page title="Paste a request" section="notebooks" context={context}>
      <header class="title">
        <h1>Paste a request</h1>
      </header>
      <form class="card stack pad" action="/pastes" method="post" id="paste">
        <label for="paste-text">Request or conversation</label>
        <TextArea
          id="paste-text"
          name="text"
          rows={12}
          spellcheck={false}
          autofocus
          text={text}
          hx-post="/pastes/previews"
          hx-trigger="input delay:300ms"
          hx-target="#paste-found"
          hx-swap="innerHTML"
        />
        <p class="muted small">
          A curl command, Python or TypeScript with the openai package, a JSON body of a chat or Responses call, an
          OpenAI prompt object, or a conversation (“User: …”, “Assistant: …”). Nothing that is pasted is run.
        </p>
        <div id="paste-found" aria-live="polite">
          <PasteFound found={found} />
        </div>
      </form>
    </Page>
  );
}

/** The messages and settings that were read, what was not, and the way on. */
export function PasteFound({ found }: { readonly found: FoundPaste | null }) {
  if (found === null) return <p class="muted small">What is read shows here.</p>;
  const { prompt, settings, problems } = found;
  const names = Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return (
    <>
      {problems.length > 0 && (
        <ul class="err small">
          {problems.map(({ line, message }) => (
            <li dir="auto">
              Line {line}: {message}
            </li>
          ))}
        </ul>
      )}
      {prompt !== null && (
        <>
          <p class="small">
            {plural(prompt.messages.length + (prompt.system === null ? 0 : 1), 'message')} read
            {names.length > 0 && `, with ${names.join(', ').slice(0, 300)}`}.
          </p>
          <dl class="messages">
            {prompt.system !== null && <PastedMessage speaker="system" content={prompt.system} />}
            {prompt.messages.map(({ role, content }) => (
              <PastedMessage speaker={role} content={content} />
            ))}
          </dl>
          <button type="submit" class="btn primary">
            Make a notebook
          </button>
        </>
      )}
    </>
  );
}

const MAX_SHOWN = 300;

function PastedMessage({ speaker, content }: { readonly speaker: string; readonly content: string }) {
  return (
    <>
      <dt class="role">{speaker}</dt>
      <dd class="text" dir="auto">
        {exactText(content.length > MAX_SHOWN ? `${content.slice(0, MAX_SHOWN)}…` : content)}
      </dd>
    </>
  );
}
