import type { Context } from 'hono';

/** Answers with text that is made while it is read: the next part only when the one before was taken. */
export async function streamed(
  c: Context,
  parts: AsyncIterable<string>,
  { type, file }: { readonly type: string; readonly file: string | null },
) {
  const source = parts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  // The first part is made before the answer begins, so that what is wrong can still be answered with a status.
  let next: Promise<IteratorResult<string>> = Promise.resolve(await source.next());
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await next;
      if (done) return controller.close();
      controller.enqueue(encoder.encode(value));
      next = source.next();
      // Whoever reads next gets the failure; until then nobody has, and that is no reason to end the process.
      next.catch(() => {});
    },
    async cancel() {
      await source.return?.();
    },
  });
  c.header('Content-Type', type);
  if (file !== null) c.header('Content-Disposition', `attachment; filename="${file}"`);
  return c.body(body);
}
