import type { ConnectionTests } from '../../src/domain/models/added-connection.ts';

const WORDS = { true: 'yes', false: 'no', null: 'not known' } as const;

/** What a test found, a sentence each. */
export function TestResults({ tests: { at, model, tests } }: { readonly tests: ConnectionTests }) {
  return (
    <div class="pad">
      <p class="muted small">
        Tested <time datetime={at}>{at.slice(0, 16).replace('T', ' ')} UTC</time>
        {model !== null && ` with ${model}`}
      </p>
      <ul class="facts">
        {tests.map(({ name, ok, sentence }) => (
          <li>
            <span class={ok === false ? 'badge warn' : 'badge'}>
              {name}: {WORDS[`${ok}`]}
            </span>{' '}
            <span dir="auto">{sentence}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
