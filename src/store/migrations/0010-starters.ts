import { type Kysely, sql } from 'kysely';

/**
 * Tells the notebooks that teach from those that people made. In a file from before, a notebook whose title and first cell are those
 * of a starter counts as one; every wording that a starter's first note ever had is listed.
 */
export async function tellStartersApart(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('notebooks').addColumn('starter', 'text').execute();
  for (const [starter, title, note] of FIRST_NOTES) {
    await sql`update notebooks set starter = ${starter} where title = ${title} and (select text from cells
      where notebook_id = notebooks.id and deleted_at is null order by position limit 1) = ${note}`.execute(db);
  }
}

export const FIRST_NOTES: readonly (readonly [starter: string, title: string, note: string])[] = [
  [
    '1-first-request',
    'First request',
    '# First request\n\nA chat model answers one **request** at a time. A request is a list of messages, the name of a model and a few settings; the answer is one more message, and a bill. Nothing else is remembered: what a model shall know has to be in the request.\n\nPress **Run** below (or Ctrl+Enter in the experiment). **Practice** answers: a tiny model built into Tempera, free and without an account. It is real, in that it draws one token after the other from probabilities; but it knows very little, and is often wrong.',
  ],
  [
    '2-temperature',
    'Temperature',
    '# Temperature\n\nA model does not choose a word: it gives every possible next token a probability, and one is drawn. **Temperature** reshapes these probabilities before the draw. At 0 the likeliest token always wins. At 1 tokens come as likely as the model thinks. Above 1 the unlikely ones gain, until words no longer fit together.\n\nOne answer per temperature shows nothing: any single answer may be luck. So ask several **samples** of each, and look at how often they agree.',
  ],
  [
    '3-examples',
    'Examples',
    '# Examples: zero, one, few\n\nThe surest way to tell a model what you want is to show it. **Zero-shot**: only the instruction. **One-shot**: one solved example before the question. **Few-shot**: several. Examples cost input tokens in every request, so it pays to know how many are enough.\n\nEach example is a row: what goes in, what shall come out. Switch rows off and on, drag them into another order, and press Run: the badge tells what the prompt now is. Under *Variants* the first 0, 1 and 4 of the same rows are chosen as columns, so one Run compares them. `{{review}}` is a variable: its text stands in the field below.\n\nPractice learns from the examples in the prompt alone; it has no stored idea of the task.',
  ],
  [
    '3-examples',
    'Examples',
    '# Examples: zero, one, few\n\nThe surest way to tell a model what you want is to show it. **Zero-shot**: only the instruction. **One-shot**: one solved example before the question. **Few-shot**: several. Examples cost input tokens in every request, so it pays to know how many are enough.\n\nHere the same review is judged with none, one and four examples. Practice learns from the examples in the prompt alone; it has no stored idea of the task.',
  ],
  [
    '4-conversation',
    'Conversation',
    '# Conversation\n\nA chatbot is a **loop**: ask, put the answer behind the question, write the next question, ask again. The model itself remembers nothing. What it seems to remember is what the program sends along.\n\nPress **Run**, then **Reply** under the answer you like best. The answer joins the prompt, and you write what comes next.',
  ],
  [
    '5-turns-or-inline',
    'Turns or inline',
    '# Turns or inline\n\nThe same examples can be sent in two ways:\n\n- as **turns**: each example is a user message and the assistant message that answers it, as if that talk had happened;\n- **inline**: all examples are written into the one user message, by a template.\n\nA rule of thumb, no more: inline suits *going on with a pattern*, turns suit *instructions and conversation*. Which is better for your task is a question to measure, so measure it.',
  ],
  [
    '6-guardrails',
    'Guardrails',
    '# Guardrails\n\nA **guardrail** keeps a model from answering what it should not answer. There are two ways to put one into a prompt: *tell* the model in the system message, or *show* it refusals as examples.\n\nPractice does not follow instructions, so here you can only see the second way at work. What a system message does needs a real model: choose one in *The rule alone* and compare.',
  ],
];
