import { isListed, sameTokenChance, whatIfTemperature } from '../uncertainty.ts';

/** A token with its logprob, as a server reports it, and the likeliest ones in its place. */
export interface ReportedToken {
  readonly token: string;
  readonly logprob: number;
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
}

/** A token of an answer: how likely it was, and how likely it and the others would be at another temperature. */
export interface TokenReading {
  readonly text: string;
  /** As reported; `null` when the server did not list it. */
  readonly probability: number | null;
  /** At the other temperature, among the listed tokens only; `null` when it is not among them. */
  readonly wanted: number | null;
  readonly alternatives: readonly TokenAlternative[];
  /** The chance that two samples would pick the same of the listed tokens at the other temperature, given all tokens before. */
  readonly same: number | null;
}

interface TokenAlternative {
  readonly text: string;
  readonly probability: number | null;
  readonly wanted: number | null;
  /** Whether it is the one in the answer. */
  readonly chosen: boolean;
}

/** Reads the tokens of an answer at another temperature, without asking anybody; `served` as for `whatIfTemperature`. */
export function readTokens(
  tokens: readonly ReportedToken[],
  temperature: { readonly wanted: number; readonly served?: number },
): readonly TokenReading[] {
  return tokens.map(({ token, logprob, top }) => {
    const wanted = whatIfTemperature(
      top.map((one) => one.logprob),
      temperature,
    );
    const alternatives = top.map((one, position) => ({
      text: one.token,
      probability: probabilityOf(one.logprob),
      wanted: wanted?.[position] ?? null,
      chosen: one.token === token,
    }));
    return {
      text: token,
      probability: probabilityOf(logprob),
      wanted: alternatives.find(({ chosen }) => chosen)?.wanted ?? null,
      alternatives,
      same: wanted === null || top.length < 2 ? null : sameTokenChance(wanted),
    };
  });
}

/** Positions where two samples would most likely part, the most open one first. */
export function mostOpen(readings: readonly TokenReading[], most: number): readonly number[] {
  return readings
    .flatMap(({ same }, position) => (same === null || same > 0.995 ? [] : [{ position, same }]))
    .sort((a, b) => a.same - b.same)
    .slice(0, most)
    .map(({ position }) => position);
}

function probabilityOf(logprob: number): number | null {
  return isListed(logprob) ? Math.exp(logprob) : null;
}
