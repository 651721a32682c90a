/**
 * Where `now` departs from what was held `before`, one sentence each: what is missing, renamed or changed. Fields that
 * were added do not count, as whoever reads JSON passes over those; lists are to be as long as they were.
 */
export function departures(before: unknown, now: unknown, path = '$'): readonly string[] {
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length) {
    return before.flatMap((one, index) => departures(one, now[index], `${path}[${index}]`));
  }
  if (isObject(before) && isObject(now)) {
    return Object.entries(before).flatMap(([key, one]) =>
      Object.hasOwn(now, key) ? departures(one, now[key], `${path}.${key}`) : [`${path}.${key} is missing`],
    );
  }
  return before === now ? [] : [`${path} was ${shown(before)} and is ${shown(now)}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `a list of ${value.length}` : String(JSON.stringify(value)).slice(0, 200);
}
