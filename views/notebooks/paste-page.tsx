import type { NotebookPreview } from '../../src/domain/notebook/notebook-preview.ts';
import type { Prompt } from '../../src/domain/prompt/prompt.ts';
import { plural } from '../format.ts';
import { Page, type PageContext } from '../layout.tsx';
import { TextArea } from '../text-area.tsx';
import { ImportFound } from './import-found.tsx';
import { MakeNotebook, PastedMessage, type PasteProblem, PasteProblems } from './paste-parts.tsx';

interface FoundPaste {
  /** `null` when nothing could be read. */
  readonly prompt: Prompt | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly problems: readonly PasteProblem[];
}

/** A request or a conversation; or a promptfoo configuration, which is a whole notebook. */
type FoundText = FoundPaste | { readonly config: NotebookPreview | string };

interface PastePageProps {
  readonly text: string;
  /** What was read of the text; `null` without one. */
  readonly found: FoundText | null;
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
        <label class="hint" for="paste-text">
          Request or conversation
        </label>
        <TextArea
          id="paste-text"
          class="input"
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
          OpenAI prompt object, a conversation (“User: …”, “Assistant: …”), or a promptfoo configuration. Nothing that
          is pasted is run.
        </p>
        <div id="paste-found" aria-live="polite">
          <PasteFound found={found} />
        </div>
      </form>
    </Page>
  );
}

/** The messages and settings that were read, what was not, and the way on. */
export function PasteFound({ found }: { readonly found: FoundText | null }) {
  if (found === null) return <p class="muted small">What is read shows here.</p>;
  if ('config' in found) {
    return (
      <>
        <ImportFound found={found.config} />
        {typeof found.config !== 'string' && <MakeNotebook />}
      </>
    );
  }
  const { prompt, settings, problems } = found;
  const names = Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return (
    <>
      <PasteProblems problems={problems} />
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
          <MakeNotebook />
        </>
      )}
    </>
  );
}
