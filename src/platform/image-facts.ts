import { imageSize } from 'image-size';

/** What the first bytes of an image say of it. */
export interface ImageFacts {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

const TYPES: Readonly<Record<string, ImageFacts['type']>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** The kind and size of an image by its content; `null` for bytes that are none of PNG, JPEG, GIF and WebP, or are cut off. */
export function imageFacts(bytes: Uint8Array): ImageFacts | null {
  if (!hasKnownStart(bytes)) return null;
  try {
    const { width, height, type } = imageSize(bytes);
    const known = TYPES[type ?? ''];
    return known === undefined || !(width > 0) || !(height > 0) ? null : { type: known, width, height };
  } catch {
    return null;
  }
}

/** Only these formats are looked into: readers of others have been led into endless loops. */
function hasKnownStart(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  const isPng = text(0, 8) === '\u0089PNG\r\n\u001a\n';
  const isJpeg = text(0, 3) === '\u00ff\u00d8\u00ff';
  const isGif = /^GIF8[79]a$/.test(text(0, 6));
  return isPng || isJpeg || isGif || (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP');
}
