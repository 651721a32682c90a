/**
 * The header value that makes an answer a download under this name (RFC 6266): with the name as it is, and in ASCII for
 * programs that read no other.
 */
export function attachment(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^\x20-\x7e]|["\\%]/g, '');
  // Of a name in another script, dashes and the ending may be all that is left.
  const bare = /^[^a-z0-9.]*(\.|$)/i.test(plain) ? plain.replace(/^[^.]*/, 'file') : plain;
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === name
    ? `attachment; filename="${name}"`
    : `attachment; filename="${bare}"; filename*=UTF-8''${exact}`;
}

/** A title as part of a file's name: letters and digits of any script, all else as dashes; `otherwise` where none is left. */
export function fileNameOf(title: string, otherwise: string): string {
  const name = [
    ...title
      .normalize('NFC')
      .toWellFormed()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-'),
  ]
    .slice(0, 60)
    .join('')
    .replace(/^-+|-+$/g, '');
  return name === '' ? otherwise : name;
}
