import type { Message } from '../../domain/prompt/message.ts';
import type { StoreDatabase } from '../schema.ts';
import { prepareQuery } from '../sqlite/prepared-query.ts';
import { indexedWords } from './search-words.ts';

/** Makes an ended answer one that search finds; an empty one has nothing to find. */
export async function indexAnswer(db: StoreDatabase, id: number, text: string): Promise<void> {
  const words = indexedWords(text);
  if (words !== '') await insertAnswer(db, { rowid: id, words });
}

/** Takes an answer that goes out of the index. */
export async function forgetAnswer(db: StoreDatabase, id: number): Promise<void> {
  await deleteAnswer(db, { rowid: id });
}

/** Makes a new message list one that search finds. */
export async function indexPrompt(db: StoreDatabase, id: number, words: string): Promise<void> {
  if (words !== '') await db.insertInto('prompt_search').values({ rowid: id, words }).execute();
}

export function wordsOfMessages(messages: readonly Message[]): string {
  return indexedWords(messages.map(({ content }) => content).join('\n'));
}

interface Entry {
  readonly rowid: number;
  readonly words: string;
}

const insertAnswer = prepareQuery((db, { rowid, words }: Entry) =>
  db.insertInto('answer_search').values({ rowid, words }),
);

const deleteAnswer = prepareQuery((db, { rowid }: Pick<Entry, 'rowid'>) =>
  db.deleteFrom('answer_search').where('rowid', '=', rowid),
);
