import { MAX_NOTEBOOK_IMAGES_BYTES } from '../../domain/notebook/notebook-images.ts';
import type { ImageContent } from '../../domain/prompt/image.ts';
import type { StoreDatabase } from '../schema.ts';
import { imageOf } from './images.ts';

/** Kept images with their bytes, those that are there; `null` when they are too large to go along with a notebook. */
export async function imageContents(
  db: StoreDatabase,
  hashes: readonly string[],
): Promise<readonly ImageContent[] | null> {
  const contents: ImageContent[] = [];
  let bytes = 0;
  for (const hash of hashes) {
    const found = await imageOf(db, hash);
    if (found === null) continue;
    bytes += found.image.bytes;
    if (bytes > MAX_NOTEBOOK_IMAGES_BYTES) return null;
    contents.push({ image: found.image, content: found.bytes });
  }
  return contents;
}
