import { Hono } from 'hono';
import type { Asset, Assets } from './assets.ts';

/** The files pages load, from a fixed map, cached for good because their address changes with their content. */
export function staticRoutes(assets: Assets) {
  return new Hono()
    .get('/static/:name', async (c) => {
      const asset = assets.find(c.req.param('name'));
      if (asset === null) return c.notFound();
      const { bytes, encoding } = await encoded(asset, c.req.header('accept-encoding') ?? '');
      c.header('Content-Type', asset.type);
      c.header('Cache-Control', 'public, max-age=31536000, immutable');
      c.header('Vary', 'Accept-Encoding');
      if (encoding !== null) c.header('Content-Encoding', encoding);
      return c.body(bytes);
    })
    .get('/favicon.ico', (c) => c.redirect(assets.paths['icon.svg']));
}

async function encoded({ brotli, gzip, plain }: Asset, accepted: string) {
  if (/\bbr\b/.test(accepted)) return { bytes: Uint8Array.from(await brotli()), encoding: 'br' };
  if (/\bgzip\b/.test(accepted)) return { bytes: Uint8Array.from(await gzip()), encoding: 'gzip' };
  return { bytes: Uint8Array.from(plain), encoding: null };
}
