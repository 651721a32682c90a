import { exactText } from '../exact-text.tsx';

interface RawExchangeProps {
  /** The JSON that was sent; `null` when nothing was. */
  readonly request: unknown;
  /** What came back, put together from the stream; `null` when nothing did. */
  readonly response: unknown;
}

/** The exact JSON sent, and what came back. */
export function RawExchange({ request, response }: RawExchangeProps) {
  return (
    <>
      <h3>Request</h3>
      {request === null ? <p class="muted small">Nothing was sent.</p> : <Json value={request} />}
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

function Json({ value }: { readonly value: unknown }) {
  return (
    <pre class="json" tabindex={0}>
      {exactText(JSON.stringify(value, null, 2))}
    </pre>
  );
}
