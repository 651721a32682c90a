import type { Flips } from '../../src/domain/score.ts';

/** Flips against a baseline in words, as "fixed 3, broke 1, same 20: too few flips to tell". */
export function flipsText({ fixed, broken, same, p, tooFew }: Flips, adjusted: number | null): string {
  const counted = `fixed ${fixed}, broke ${broken}, same ${same}`;
  if (p === null) return counted;
  if (tooFew) return `${counted}: too few flips to tell`;
  const value = adjusted ?? p;
  return `${counted}: ${value <= 0.05 ? 'more than chance would explain' : 'cannot tell from chance'} (p ${pText(value)})`;
}

function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;
}
