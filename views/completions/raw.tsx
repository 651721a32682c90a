import type { CodeShape } from '../../src/domain/run/code-shape.ts';
import { domId } from '../dom-id.ts';
import { CutText, MAX_PIECE } from './text-piece.tsx';

interface RawExchangeProps {
  /** Whose request it is. */
  readonly completion: number;
  /** What it can be had as, written as code; empty when nothing was sent. */
  readonly shapes: readonly CodeShape[];
  /** The API that was asked. */
  readonly protocol: 'chat' | 'responses';
  /** The JSON that was sent; `null` when nothing was. */
  readonly request: unknown;
  /** What came back, put together from the stream; `null` when nothing did. */
  readonly response: unknown;
}

/** The exact JSON sent, and what came back. */
export function RawExchange({ completion, shapes, protocol, ...exchange }: RawExchangeProps) {
  const [request, response] = [exchange.request, exchange.response].map(jsonText);
  return (
    <>
      <Head name="Request" completion={completion} text={request} />
      {request !== undefined && (
        <p class="muted small">
          Sent to <code>{protocol === 'chat' ? '/chat/completions' : '/responses'}</code>.
        </p>
      )}
      {request === undefined ? (
        <p class="muted small">Nothing was sent.</p>
      ) : (
        <>
          <CodeLinks completion={completion} shapes={shapes} />
          <Json id={jsonId(completion, 'Request')} text={request} />
        </>
      )}
      <Head name="Response" completion={completion} text={response} />
      {response === undefined ? (
        <p class="muted small">No complete answer came back.</p>
      ) : (
        <>
          <p class="muted small">Put together from the streamed chunks.</p>
          <Json id={jsonId(completion, 'Response')} text={response} />
        </>
      )}
    </>
  );
}

const PROGRAMS = [
  ['python', 'Python'],
  ['typescript', 'TypeScript'],
] as const;
const FORMS = [['curl', 'curl'], ...PROGRAMS, ['json', 'JSON'], ['batch', 'batch line']] as const;

const SHAPES: Readonly<Record<CodeShape, { readonly name: string; readonly forms: typeof FORMS | typeof PROGRAMS }>> = {
  exact: { name: 'Exactly as sent', forms: FORMS },
  examples: { name: 'With the examples as a list', forms: PROGRAMS },
  sweep: { name: 'As a loop over the settings of the run', forms: PROGRAMS },
  conversation: { name: 'As a conversation that goes on', forms: PROGRAMS },
};

/** The request as code that sends it from elsewhere, in each shape that it can have; keys are named, never written. */
function CodeLinks({ completion, shapes }: Pick<RawExchangeProps, 'completion' | 'shapes'>) {
  return (
    <section class="small" aria-label="As code">
      {shapes.map((shape) => (
        <p>
          {SHAPES[shape].name}:{' '}
          {SHAPES[shape].forms.map(([form, name], index) => (
            <>
              {index > 0 && ' · '}
              <a href={codePath(completion, form, shape)} target="_blank" rel="noreferrer">
                {name}
              </a>
            </>
          ))}
        </p>
      ))}
    </section>
  );
}

function codePath(completion: number, form: string, shape: CodeShape): string {
  return `/api/v1/completions/${completion}/code?form=${form}${shape === 'exact' ? '' : `&shape=${shape}`}`;
}

type Side = 'Request' | 'Response';

interface HeadProps {
  readonly name: Side;
  readonly completion: number;
  readonly text: string | undefined;
}

/** What follows, to be copied where all of it stands there. */
function Head({ name, completion, text }: HeadProps) {
  const isWhole = text !== undefined && text.length <= MAX_PIECE;
  return (
    <div class="copied">
      <h3>{name}</h3>
      {isWhole && (
        <button
          type="button"
          class="button quiet"
          data-copy={jsonId(completion, name)}
          aria-label={`Copy the ${name.toLowerCase()}`}
        >
          Copy
        </button>
      )}
    </div>
  );
}

function jsonId(completion: number, name: Side): string {
  return domId('completion', completion, name.toLowerCase());
}

function Json({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <pre class="json" id={id} tabindex={0}>
      <CutText text={text} />
    </pre>
  );
}

function jsonText(value: unknown): string | undefined {
  return value === null ? undefined : JSON.stringify(value, null, 2);
}
