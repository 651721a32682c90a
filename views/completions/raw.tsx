import { CutText } from './text-piece.tsx';

interface RawExchangeProps {
  /** Whose request it is. */
  readonly completion: number;
  /** The JSON that was sent; `null` when nothing was. */
  readonly request: unknown;
  /** What came back, put together from the stream; `null` when nothing did. */
  readonly response: unknown;
}

/** The exact JSON sent, and what came back. */
export function RawExchange({ completion, request, response }: RawExchangeProps) {
  return (
    <>
      <h3>Request</h3>
      {request === null ? (
        <p class="muted small">Nothing was sent.</p>
      ) : (
        <>
          <CodeLinks completion={completion} />
          <Json value={request} />
        </>
      )}
      <h3>Response</h3>
      {response === null ? (
        <p class="muted small">No complete answer came back.</p>
      ) : (
        <>
          <p class="muted small">Put together from the streamed chunks.</p>
          <Json value={response} />
        </>
      )}
    </>
  );
}

const FORMS = [
  ['curl', 'curl'],
  ['python', 'Python'],
  ['typescript', 'TypeScript'],
  ['json', 'JSON'],
  ['batch', 'batch line'],
] as const;

/** The request as code that sends it from elsewhere; keys are named, never written. */
function CodeLinks({ completion }: { readonly completion: number }) {
  return (
    <p class="small">
      As code:{' '}
      {FORMS.map(([form, name], index) => (
        <>
          {index > 0 && ' · '}
          <a href={`/api/v1/completions/${completion}/code?form=${form}`} target="_blank" rel="noreferrer">
            {name}
          </a>
        </>
      ))}
    </p>
  );
}

function Json({ value }: { readonly value: unknown }) {
  return (
    <pre class="json" tabindex={0}>
      <CutText text={JSON.stringify(value, null, 2)} />
    </pre>
  );
}
