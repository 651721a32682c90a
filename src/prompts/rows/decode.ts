/** The text of a file, and how it was encoded where that is not UTF-8; or why it has none. */
export type Decoded =
  | { readonly text: string; readonly note: string | null }
  | { readonly text: null; readonly message: string };

/** The text of a file, or a line of it, without byte order marks and spaces without width before its first character. */
export function withoutMarks(text: string): string {
  return text.replace(/^[\uFEFF\u200B\u2060]+/, '');
}

const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0xff, 0xfe, 0x00, 0x00], 'This file is in UTF-32. Save it as UTF-8.'],
  [[0x00, 0x00, 0xfe, 0xff], 'This file is in UTF-32. Save it as UTF-8.'],
  [[0x50, 0x4b, 0x03, 0x04], 'This is a workbook or an archive (.xlsx, .ods, .zip). Save the sheet as CSV.'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'This is an old Excel workbook (.xls). Save the sheet as CSV.'],
  [[0x25, 0x50, 0x44, 0x46], 'This is a PDF. Save the table as CSV.'],
  [[0x1f, 0x8b], 'This file is compressed (gzip). Unpack it first.'],
];
/** UTF-16 shows by its zero bytes, all in the same half of each pair. */
const PROBED_BYTES = 4_096;

/** Reads UTF-8, UTF-16 and Windows-1252, with or without a byte order mark, which is no part of the text. */
export function decodeText(bytes: Uint8Array): Decoded {
  const known = SIGNATURES.find(([signature]) => signature.every((byte, index) => bytes[index] === byte));
  if (known !== undefined) return { text: null, message: known[1] };
  const utf16 = utf16Of(bytes);
  if (utf16 !== null) return { text: new TextDecoder(utf16).decode(bytes), note: 'Read as UTF-16.' };
  if (bytes.includes(0)) return { text: null, message: 'This is not a text file.' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), note: null };
  } catch {
    const text = fromWindows1252(bytes);
    // Control characters have no place in a table: this is some other kind of file.
    if (/[\u0080-\u009f]|[^\P{Cc}\t\r\n]/u.test(text)) return { text: null, message: 'This is not a text file.' };
    return { text, note: 'Read as Windows-1252, since it is not UTF-8: look whether accents are right.' };
  }
}

/** What Windows-1252 has in place of the control characters from 0x80 on; what it leaves free stays one of them. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Byte by byte, because the TextDecoder of node 20 reads Windows-1252 as ISO 8859-1, without quotation marks, dashes and €. */
function fromWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.length < 8 || bytes.length % 2 === 1) return null;
  const probed = bytes.subarray(0, PROBED_BYTES);
  const zeros = [0, 1].map((half) => probed.filter((byte, index) => byte === 0 && index % 2 === half).length);
  const [even = 0, odd = 0] = zeros;
  const most = probed.length / 2;
  if (even === 0 && odd > 0.3 * most) return 'utf-16le';
  return odd === 0 && even > 0.3 * most ? 'utf-16be' : null;
}
