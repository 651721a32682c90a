import type { LogprobsScale } from '../../src/domain/run/probe.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { plural } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';
import { LogprobsScaleView, tokenViewId } from './logprobs-scale.tsx';

/** A token of an answer; probabilities in [0, 1], `null` where the server listed none. */
interface SheetToken {
  readonly text: string;
  readonly probability: number | null;
  /** At the temperature that is tried out, among the listed tokens only. */
  readonly wanted: number | null;
  readonly same: number | null;
  readonly alternatives: readonly {
    readonly text: string;
    readonly probability: number | null;
    readonly wanted: number | null;
    readonly chosen: boolean;
  }[];
}

export interface TokenSheetProps {
  readonly completion: number;
  /** The temperature that is tried out. */
  readonly temperature: number;
  readonly tokens: readonly SheetToken[];
  /** How many tokens the answer has in all. */
  readonly total: number;
  /** Positions where samples would most likely part. */
  readonly open: readonly number[];
  /** At which temperature the probabilities are as reported. */
  readonly scale: LogprobsScale;
}

/** The tokens of an answer with their probabilities, and the slider that tries out another temperature on them. */
export function TokenView(props: TokenSheetProps) {
  const { completion, tokens, scale } = props;
  if (tokens.length === 0) {
    return <p class="muted small pad">The endpoint sent no token probabilities with this answer.</p>;
  }
  return (
    <div class="token-view" id={tokenViewId(completion)}>
      {scale.served > 0 && <WhatIfSlider {...props} />}
      <TokenSheet {...props} />
      <LogprobsScaleView completion={completion} scale={scale} />
    </div>
  );
}

function WhatIfSlider({ completion, temperature }: TokenSheetProps) {
  const slider = domId('completion', completion, 'what-if');
  return (
    <div class="what-if">
      <label for={slider}>What if the temperature were</label>
      <input
        id={slider}
        type="range"
        name="temperature"
        min="0"
        max="2"
        step="0.05"
        value={String(temperature)}
        hx-get={`/completions/${completion}/what-if`}
        hx-trigger="input delay:60ms, change"
        hx-target={`#${sheetId(completion)}`}
        hx-swap="outerHTML"
        hx-sync="this:replace"
      />
    </div>
  );
}

/** What changes when the slider is moved. */
export function TokenSheet({ completion, temperature, tokens, total, open, scale }: TokenSheetProps) {
  const tried = temperature !== scale.served;
  return (
    <div class="token-sheet" id={sheetId(completion)}>
      <p class="small">
        <output class="num" for={domId('completion', completion, 'what-if')}>
          <strong>{String(temperature)}</strong>
        </output>{' '}
        <span class="muted">
          {tried
            ? 'worked out from this one answer, given this prefix, listed tokens only; nothing is asked'
            : 'as reported by the server'}
        </span>{' '}
        <MethodLink method="what-if-temperature" title="How another temperature is worked out, and what it assumes">
          How?
        </MethodLink>
      </p>
      <div
        class="tokens"
        role="listbox"
        aria-label="Tokens of the answer: arrow keys move from one to the next"
        aria-orientation="horizontal"
        data-roving
        hx-ignore
      >
        {tokens.map((token, position) => (
          <Token token={token} first={position === 0} tried={tried} />
        ))}
      </div>
      {total > tokens.length && (
        <p class="muted small">{`The first ${tokens.length} of ${plural(total, 'token')} are shown.`}</p>
      )}
      <Legend />
      {scale.served > 0 && <OpenPlaces tokens={tokens} open={open} />}
    </div>
  );
}

function sheetId(completion: number): string {
  return domId('completion', completion, 'token-sheet');
}

function Token({
  token,
  first,
  tried,
}: {
  readonly token: SheetToken;
  readonly first: boolean;
  readonly tried: boolean;
}) {
  const option = { role: 'option', 'aria-selected': 'false', tabindex: first ? 0 : -1 } as const;
  const shown = tried && token.wanted !== null ? token.wanted : token.probability;
  return (
    <span {...option} class={`token sure-${sureness(shown)}`}>
      <span class="token-text">{exactText(token.text)}</span>
      <span class="alternatives num">
        <span class="alternatives-head">
          <strong>{visible(token.text)}</strong> {percent(token.probability)}
          {tried && ` → ${token.wanted === null ? 'not listed' : percent(token.wanted)}`}
          {token.same !== null && <span class="muted">{` · two agree: ${percent(token.same)}`}</span>}
        </span>
        {token.alternatives.map((alternative) => (
          <span class={alternative.chosen ? 'alternative chosen' : 'alternative'}>
            <span class="alternative-text">{visible(alternative.text)}</span>
            <Bar share={(tried ? alternative.wanted : alternative.probability) ?? 0} />
            <span>{`${percent(alternative.probability)}${tried ? ` → ${percent(alternative.wanted)}` : ''}`}</span>
          </span>
        ))}
      </span>
    </span>
  );
}

function Bar({ share }: { readonly share: number }) {
  return (
    <svg class="alternative-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect width={Math.max(0.5, Math.round(share * 1000) / 10)} height="8" />
    </svg>
  );
}

const LEGEND = ['over 90%', '60 to 90%', '30 to 60%', '10 to 30%', 'under 10%'];

function Legend() {
  return (
    <p class="token-legend small muted">
      The less sure, the thicker the line:{' '}
      {LEGEND.map((words, level) => (
        <span>
          <span class={`token sure-${level}`}>{words}</span>{' '}
        </span>
      ))}
    </p>
  );
}

function OpenPlaces({ tokens, open }: Pick<TokenSheetProps, 'tokens' | 'open'>) {
  if (open.length === 0) return <p class="small muted">No place is open: every sample would go the same way.</p>;
  return (
    <>
      <p class="small">Where samples would most likely part, given all that stands before:</p>
      <ul class="open-places small num">
        {open.map((position) => (
          <li>
            {`After “${before(tokens, position)}”: `}
            {(tokens[position]?.alternatives ?? [])
              .slice(0, 3)
              .map(({ text, wanted }) => `${visible(text)} ${percent(wanted)}`)
              .join(', ')}
            <span class="muted">{` · two agree: ${percent(tokens[position]?.same ?? null)}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The last words before a token, so that it can be found in the text. */
function before(tokens: readonly SheetToken[], position: number): string {
  const text = tokens
    .slice(Math.max(0, position - 8), position)
    .map((token) => token.text)
    .join('')
    .replace(/\s+/gu, ' ');
  return position === 0 ? 'the start' : `${position > 8 ? '…' : ''}${text.slice(-40)}`;
}

/** From 0, over 90% sure, to 4, under 10%. */
function sureness(probability: number | null): number {
  if (probability === null) return 4;
  return [0.9, 0.6, 0.3, 0.1].filter((limit) => probability < limit).length;
}

/** A token that may be nothing but space, so that it can be seen. */
function visible(text: string): string {
  return text === '' ? '(empty)' : text.replace(/^ /, '␣').replaceAll('\n', '⏎').replaceAll('\t', '⇥');
}

function percent(share: number | null): string {
  if (share === null) return '–';
  const value = share * 100;
  if (value > 0 && value < 0.1) return '<0.1%';
  return `${value.toFixed(value >= 99.95 || value === 0 ? 0 : 1)}%`;
}
