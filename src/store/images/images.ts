import type { KeptImage } from '../../domain/prompt/image.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { StoreDatabase } from '../schema.ts';
import type { ImageStore } from './image-store.ts';

export function imageStore({ writer, reader }: OpenDatabase): ImageStore {
  return {
    keep: (image, bytes) => keepImage(writer, image, bytes),
    get: (hash) => imageOf(reader, hash),
    dataUrls: async (hashes) => {
      const urls = new Map<string, string>();
      for (const hash of new Set(hashes)) {
        const found = await imageOf(reader, hash);
        if (found === null) continue;
        urls.set(hash, `data:${found.image.type};base64,${Buffer.from(found.bytes).toString('base64')}`);
      }
      return urls;
    },
  };
}

/** Keeps an image once; one that is sent or named again counts as new, so that it is not deleted before it is used. */
export async function keepImage(db: StoreDatabase, image: KeptImage, content: Uint8Array): Promise<void> {
  const created_at = Date.now();
  await db
    .insertInto('images')
    .values({ ...image, content: Buffer.from(content), created_at })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ created_at }))
    .execute();
}

/** An image with its bytes; `null` when it is not kept. */
export async function imageOf(db: StoreDatabase, hash: string): ReturnType<ImageStore['get']> {
  const row = await db
    .selectFrom('images')
    .select(['hash', 'type', 'bytes', 'width', 'height', 'content'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { content, ...image } = row;
  return { image, bytes: content };
}
