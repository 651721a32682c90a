import { Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { hashOfName, imageName, type KeptImage } from '../../domain/prompt/image.ts';
import { ValidationError } from '../../errors.ts';
import { validated } from '../../platform/input/validated.ts';
import { keepImage } from '../../prompts/keep-image.ts';
import { parseJson } from '../http/json-body.ts';

const upload = z.strictObject({ url: z.string() });

/** Images over the API: sent once, and then named in messages. */
export function apiImageRoutes({ store }: AppDeps) {
  return new Hono().post('/images', async (c) => {
    const { url } = validated(upload, await parseJson(c));
    const image = await keptImage(store, url, 'url');
    if (image === null) throw new ValidationError([{ path: 'url', message: 'url: must be an image as a data URL.' }]);
    return c.json({ url: imageName(image), ...image }, 201);
  });
}

const DATA_URL = /^data:[\w/+.-]*;base64,([A-Za-z0-9+/=\s]*)$/;

/**
 * The body with the images of its messages kept: `kept` stands beside each `url` that holds an image's bytes or names one.
 * @throws ValidationError for what is no image, and for names of images that are not here
 */
export async function withKeptImages({ store }: Pick<AppDeps, 'store'>, json: unknown, path = ''): Promise<unknown> {
  if (Array.isArray(json)) {
    const parts: unknown[] = [];
    for (const [index, part] of json.entries()) {
      parts.push(await withKeptImages({ store }, part, path === '' ? String(index) : `${path}.${index}`));
    }
    return parts;
  }
  if (typeof json !== 'object' || json === null) return json;
  const own = json as Readonly<Record<string, unknown>>;
  if (own['type'] === 'image_url') return await keptPart(store, own, path);
  const walked: Record<string, unknown> = { ...own };
  // Messages stand in these alone; nothing else of a body is looked into.
  for (const name of ['messages', 'prompt', 'variants', 'changes', 'content']) {
    if (Object.hasOwn(own, name))
      walked[name] = await withKeptImages({ store }, own[name], path === '' ? name : `${path}.${name}`);
  }
  return walked;
}

async function keptPart(store: AppDeps['store'], part: Readonly<Record<string, unknown>>, path: string) {
  const { kept: _, ...rest } = part;
  const { url } = (part['image_url'] ?? {}) as { readonly url?: unknown };
  const image = typeof url === 'string' ? await keptImage(store, url, `${path}.image_url.url`) : null;
  return image === null ? rest : { ...rest, kept: image };
}

async function keptImage(store: AppDeps['store'], url: string, path: string): Promise<KeptImage | null> {
  const hash = hashOfName(url);
  if (hash !== null) {
    const found = await store.images.get(hash);
    if (found === null) throw new ValidationError([{ path, message: `${path}: no image of this name is kept here.` }]);
    // Named again, it is not deleted before it is used.
    await store.images.keep(found.image, found.bytes);
    return found.image;
  }
  const data = DATA_URL.exec(url);
  return data === null ? null : keepImage(store.images, Buffer.from(data[1] ?? '', 'base64'), path);
}
