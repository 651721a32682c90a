/**
 * The same JSON with every lone surrogate in its texts replaced by U+FFFD: the store could not keep them. Only for values
 * that are known not to be nested deeply.
 */
export function wellFormed<Value>(value: Value): Value {
  return mended(value) as Value;
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name.toWellFormed(), mended(part)]));
}
