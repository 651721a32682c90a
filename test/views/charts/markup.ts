/** The inner text of every element of one tag, in order; entities stay as they are. */
export function textsOf(html: string, tag: string): readonly string[] {
  return [...html.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`, 'g'))].map((match) => match[1] ?? '');
}

/** The cells of every row of the table, headers included. */
export function rowsOf(html: string): readonly (readonly string[])[] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map((row) =>
    [...(row[1] ?? '').matchAll(/<t[hd][^>]*>([^<]*)<\/t[hd]>/g)].map((cell) => cell[1] ?? ''),
  );
}

/** The values of one attribute on every element with a class. */
export function attributesOf(html: string, className: string, attribute: string): readonly string[] {
  return [...html.matchAll(/<[a-z]+ ([^>]*)>/g)]
    .map((element) => element[1] ?? '')
    .filter((attributes) => (/class="([^"]*)"/.exec(attributes)?.[1] ?? '').split(' ').includes(className))
    .map((attributes) => new RegExp(`(?:^|\\s)${attribute}="([^"]*)"`).exec(attributes)?.[1] ?? '');
}

/** Every number in the paths and positions of a drawing. */
export function coordinatesOf(html: string): readonly string[] {
  return [...html.matchAll(/ (?:d|x|y|cx|cy|width|height)="([^"]*)"/g)].map((match) => match[1] ?? '');
}

export const temperatureClass = (temperature: number) => (temperature < 1 ? 't-cold' : 't-hot');
