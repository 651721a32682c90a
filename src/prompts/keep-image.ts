import { createHash } from 'node:crypto';
import { type KeptImage, MAX_IMAGE_BYTES } from '../domain/prompt/image.ts';
import { ValidationError } from '../errors.ts';
import { imageFacts } from '../platform/image-facts.ts';
import type { ImageStore } from '../store/images/image-store.ts';

/**
 * Keeps an image once, under the hash of its bytes.
 * @throws ValidationError at `path` for what is no image that services take, or too large
 */
export async function keepImage(images: Pick<ImageStore, 'keep'>, bytes: Uint8Array, path: string): Promise<KeptImage> {
  const wrong = (message: string) => new ValidationError([{ path, message }]);
  if (bytes.length > MAX_IMAGE_BYTES) throw wrong(`An image may have at most ${MAX_IMAGE_BYTES / 1_000_000} MB.`);
  const facts = imageFacts(bytes);
  if (facts === null) throw wrong('This is no PNG, JPEG, GIF or WebP image.');
  const hash = createHash('sha256').update(bytes).digest('hex');
  const image = { hash, bytes: bytes.length, ...facts };
  await images.keep(image, bytes);
  return image;
}
