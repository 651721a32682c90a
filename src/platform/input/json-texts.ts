/** Where each text of a JSON text begins, and where it ends, with its quotation marks: `json.slice(start, end)` is one. */
export function* jsonTexts(json: string): Generator<{ readonly start: number; readonly end: number }> {
  for (let start = json.indexOf('"'); start !== -1; ) {
    const end = endOfText(json, start);
    yield { start, end };
    start = json.indexOf('"', end);
  }
}

/** The place after the quotation mark that closes a text; one after an odd number of backslashes is a part of it. */
function endOfText(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return json.length;
}
