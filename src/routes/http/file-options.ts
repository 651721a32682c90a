import type { Context } from 'hono';

/** What a notebook's file shall hold: `?results=true` for what was asked, `?images=true` for the bytes of images. */
export function fileOptions(c: Context) {
  return { withResults: c.req.query('results') === 'true', withImages: c.req.query('images') === 'true' };
}
