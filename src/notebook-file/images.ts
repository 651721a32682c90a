import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type ImageContent, isImageHash, MAX_IMAGE_BYTES } from '../domain/prompt/image.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import { imageFacts } from '../platform/image-facts.ts';

/* The bytes of images in a notebook file, by the hash that its messages name them with. */

const MAX_IMAGES_OF_FILE = 1_000;
/** Four characters stand for three bytes. */
const MAX_DATA = 4 * Math.ceil(MAX_IMAGE_BYTES / 3);

export const fileImages = z
  .array(
    z.strictObject({
      hash: z.string().refine(isImageHash, 'must be a SHA-256 in hex'),
      data: z.string().max(MAX_DATA, `must be at most ${MAX_IMAGE_BYTES / 1_000_000} MB of an image in base64`),
    }),
  )
  .max(MAX_IMAGES_OF_FILE)
  .default([]);

type FileImage = z.output<typeof fileImages>[number];

/**
 * The images that the messages of a file name; what nothing names is left out.
 * @throws ValidationError at `images.0` and so on for bytes that are no image, or another one
 */
export function readImagesOfFile(images: readonly FileImage[], named: ReadonlySet<string>): readonly ImageContent[] {
  const errors: FieldError[] = [];
  const read = images.flatMap(({ hash, data }, index) => {
    const content = Buffer.from(data, 'base64');
    const facts = imageFacts(content);
    const problem = facts === null ? 'is no PNG, JPEG, GIF or WebP image' : problemOf(content, hash);
    if (problem !== null) errors.push({ path: `images.${index}`, message: `images.${index}: ${problem}.` });
    return facts === null || !named.has(hash) ? [] : [{ image: { hash, bytes: content.length, ...facts }, content }];
  });
  if (errors.length > 0) throw new ValidationError(errors.slice(0, 20));
  return read;
}

function problemOf(content: Uint8Array, hash: string): string | null {
  if (content.length > MAX_IMAGE_BYTES) return `is larger than ${MAX_IMAGE_BYTES / 1_000_000} MB`;
  const own = createHash('sha256').update(content).digest('hex');
  return own === hash ? null : 'the bytes are not those of this hash';
}

/** Images as a file holds them; absent where there are none. */
export function writeImages(images: readonly ImageContent[]): { readonly images?: FileImage[] } {
  if (images.length === 0) return {};
  return {
    images: images.map(({ image: { hash }, content }) => ({ hash, data: Buffer.from(content).toString('base64') })),
  };
}
