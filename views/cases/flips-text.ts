import type { Flips } from '../../src/domain/cases/score.ts';
import { pWithName } from '../p-value.ts';

/** Flips against a baseline in words, as "fixed 3, broke 1, same 20: too few flips to tell". */
export function flipsText({ fixed, broken, same, p, tooFew }: Flips, adjusted: number | null): string {
  const counted = `fixed ${fixed}, broke ${broken}, same ${same}`;
  if (p === null) return counted;
  if (tooFew) return `${counted}: too few flips to tell`;
  const value = adjusted ?? p;
  return `${counted}: ${value <= 0.05 ? 'more than chance would explain' : 'cannot tell from chance'} (${pWithName(value)})`;
}
