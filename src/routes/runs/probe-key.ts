/** The name a page gave the probe it offered, so that pressing twice starts one; `null` when it gave none. */
export function probeKey(form: FormData): string | null {
  const key = form.get('key');
  return typeof key === 'string' && key !== '' ? key.slice(0, 200) : null;
}
