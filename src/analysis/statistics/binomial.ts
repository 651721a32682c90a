/** ln 0!, ln 1!, ... ln `max`!; logs, because the factorials of a few hundred samples overflow. */
function logFactorials(max: number): Float64Array {
  const logs = new Float64Array(max + 1);
  for (let n = 2; n <= max; n++) logs[n] = (logs[n - 1] ?? 0) + Math.log(n);
  return logs;
}

/** Chances of 0, 1, ... n successes in `n` trials that each succeed with chance `p`. */
export function binomialChances(n: number, p: number): Float64Array {
  const logs = logFactorials(n);
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    const ways = (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
    return Math.exp(ways + timesLog(k, p) + timesLog(n - k, 1 - p));
  });
}

/** Chances of at most 0, 1, ... n successes. */
export function cumulativeBinomial(n: number, p: number): Float64Array {
  let sum = 0;
  return binomialChances(n, p).map((chance) => {
    sum += chance;
    return Math.min(1, sum);
  });
}

/** k ln p with 0 ln 0 = 0. */
function timesLog(k: number, p: number): number {
  return k === 0 ? 0 : k * Math.log(p);
}
