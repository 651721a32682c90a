import { type Context, Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { isImageHash, type MessageImage, readImageLink } from '../../domain/prompt/image.ts';
import { addImages, removeImage } from '../../domain/prompt/prompt-edits.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { keepImage } from '../../prompts/keep-image.ts';
import { formOf } from '../http/form.ts';
import { answerEdit } from './draft-answer.tsx';

/** Images of user messages: uploaded or linked, and shown from where they are kept. Nothing is fetched from a link. */
export function imageRoutes(deps: AppDeps) {
  return new Hono()
    .get('/images/:hash', async (c) => {
      const hash = c.req.param('hash');
      const { image, bytes } = orNotFound(isImageHash(hash) ? await deps.store.images.get(hash) : null, 'image');
      return c.body(Uint8Array.from(bytes), 200, {
        'Content-Type': image.type,
        'Cache-Control': 'private, max-age=31536000, immutable',
        'X-Content-Type-Options': 'nosniff',
      });
    })
    .post('/experiments/:id/messages/:index/images', async (c) => {
      const index = numberIn(c, 'index');
      const added = await imagesIn(await formOf(c), deps, index);
      return answerEdit(c, deps, (prompt) => addImages(prompt, index, added));
    })
    .post('/experiments/:id/messages/:index/images/:place/deletion', (c) =>
      answerEdit(c, deps, (prompt) => removeImage(prompt, numberIn(c, 'index'), numberIn(c, 'place'))),
    );
}

/** Whether an image may be sent to this path, which is larger than a form. */
export function isImageUpload(path: string): boolean {
  return path === '/api/v1/images' || /^\/experiments\/\d+\/messages\/\d+\/images$/.test(path);
}

/** What a form adds to a message, kept. @throws ValidationError for what is no image, and no link to one */
async function imagesIn(form: FormData, { store }: AppDeps, index: number): Promise<readonly MessageImage[]> {
  const path = `messages.${index}`;
  const images: MessageImage[] = [];
  for (const file of form.getAll(`image-${index}`)) {
    if (typeof file === 'string' || file.size === 0) continue;
    images.push(await keepImage(store.images, new Uint8Array(await file.arrayBuffer()), path));
  }
  const typed = String(form.get(`image-link-${index}`) ?? '').trim();
  if (typed === '') return images;
  const link = readImageLink(typed);
  if (link === null) throw new ValidationError([{ path, message: 'A link to an image begins with https://.' }]);
  return [...images, link];
}

function numberIn(c: Context, name: string): number {
  return Number(c.req.param(name) ?? Number.NaN);
}
