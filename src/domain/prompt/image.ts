/** The kinds of images that services take; SVG is none, as it can hold scripts. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** An image that is kept once, under the SHA-256 of its bytes, with what its bytes say of it. */
export interface KeptImage {
  readonly hash: string;
  readonly type: ImageType;
  readonly bytes: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** An image that the service fetches itself; Tempera never does. */
export interface LinkedImage {
  readonly url: string;
}

/** A kept image with its bytes, as it goes along with a notebook. */
export interface ImageContent {
  readonly image: KeptImage;
  readonly content: Uint8Array;
}

export type MessageImage = KeptImage | LinkedImage;

export const MAX_IMAGE_BYTES = 10_000_000;
/** Images of one request. */
export const MAX_IMAGES = 20;
const MAX_URL = 2_000;
const HASH = /^[0-9a-f]{64}$/;
const SCHEME = 'tempera:';

export function isLinked(image: MessageImage): image is LinkedImage {
  return 'url' in image;
}

export function isImageHash(text: string): boolean {
  return HASH.test(text);
}

/** A kept image by name, where its bytes shall not stand. */
export function imageName({ hash }: Pick<KeptImage, 'hash'>): string {
  return `${SCHEME}${hash}`;
}

/** The hash that a name holds; `null` for any other text. */
export function hashOfName(text: string): string | null {
  const hash = text.startsWith(SCHEME) ? text.slice(SCHEME.length) : '';
  return isImageHash(hash) ? hash : null;
}

/** The address of a linked image; `null` for one that no service could fetch. */
export function readImageLink(text: string): LinkedImage | null {
  const typed = text.trim();
  if (typed.length > MAX_URL || !URL.canParse(typed)) return null;
  const { protocol, username, password, href } = new URL(typed);
  return protocol === 'https:' && username === '' && password === '' ? { url: href } : null;
}

/** Images out of JSON that came from outside; `null` when it holds anything else. */
export function readImages(value: unknown): readonly MessageImage[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_IMAGES) return null;
  const images = value.map(readImage);
  return images.every((image) => image !== null) ? images : null;
}

function readImage(value: unknown): MessageImage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { url, hash, type, bytes, width, height } = value as Readonly<Record<string, unknown>>;
  if (typeof url === 'string') return readImageLink(url);
  const known = IMAGE_TYPES.find((one) => one === type);
  if (typeof hash !== 'string' || !isImageHash(hash) || known === undefined) return null;
  if (!isCount(bytes) || !isCount(width) || !isCount(height)) return null;
  return { hash, type: known, bytes, width, height };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
