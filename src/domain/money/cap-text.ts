import type { CapHit, CapScope, CapUnit } from './caps.ts';

const SCOPE_WORDS: Readonly<Record<CapScope, string>> = {
  run: 'for a run',
  day: 'for a day',
  notebook: 'for a notebook',
  connection: 'for a connection',
};

/** Which cap holds a request, how far it is used, and what to do, in a few sentences. */
export function capText({ scope, unit, limit, spent, needed }: CapHit): string {
  const cap = `The cap ${SCOPE_WORDS[scope]} of ${amountText(unit, limit)}`;
  if (needed === null) {
    return `${cap} cannot be kept while nobody can say how long an answer may get: set Max tokens (a service that was seen to ignore it has no bound).`;
  }
  const used = `${amountText(unit, spent)} ${spentWord(unit)}`;
  const more = unit === 'requests' || needed === 0n ? '' : `, and a request may need ${amountText(unit, needed)}`;
  return `${cap} is reached: ${used}${more}. ${mendText(scope, unit, needed > limit)}`;
}

function mendText(scope: CapScope, unit: CapUnit, tooSmallForOne: boolean): string {
  const smaller = tooSmallForOne && unit !== 'requests' ? ' or set a lower Max tokens' : '';
  const tomorrow = scope === 'day' && !tooSmallForOne ? ' or wait for the next day in your time zone' : '';
  return `Raise it under Settings${smaller}${tomorrow}.`;
}

function spentWord(unit: CapUnit): string {
  return unit === 'requests' ? 'sent' : unit === 'tokens' ? 'used' : 'spent';
}

/** An amount of a unit in words: `$0.012`, `1,200 tokens`, `1 request`. */
export function amountText(unit: CapUnit, amount: bigint): string {
  if (unit === 'money') return dollarText(amount);
  const noun = unit === 'tokens' ? 'token' : 'request';
  return `${amount.toLocaleString('en-US')} ${noun}${amount === 1n ? '' : 's'}`;
}

/** Exact to the millionth of a dollar, which is what caps can be set to; what was spent may be finer, and is cut there. */
function dollarText(picodollars: bigint): string {
  if (picodollars > 0n && picodollars < 1_000_000n) return 'under $0.000001';
  const micro = picodollars / 1_000_000n;
  const whole = micro / 1_000_000n;
  const rest = String(micro % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `$${whole.toLocaleString('en-US')}${rest === '' ? '' : `.${rest.padEnd(2, '0')}`}`;
}
