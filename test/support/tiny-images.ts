/** The smallest images of each kind: one pixel, but for the PNG, which is two wide and three high. */
const BASE64 = {
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAEElEQVR4nGP4z8AARAwoFABE0AX7pM/egAAAAABJRU5ErkJggg==',
  gif: 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  webp: 'UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=',
} as const;

export function tinyImage(kind: keyof typeof BASE64): Buffer<ArrayBuffer> {
  return Buffer.from(BASE64[kind], 'base64');
}
