import { isFields } from '../domain/json.ts';

/** Whether two parsed JSON values are the same, whatever the order of properties. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => equalJson(item, b[at]));
  if (isFields(a) && isFields(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
    );
  }
  return a === b;
}
