import type { Chat } from '../chat.ts';

/** What a beginner asks about language models. */
export const CONCEPTS: readonly Chat[] = [
  {
    asked: ['What is a token?', 'What are tokens?', 'Explain tokens.'],
    answers: [
      'A token is a small piece of text: a word, a part of a word or a sign. A model reads and writes one token at a time.',
      'A token is the unit a language model counts in. A short word is often one token, a long word is often several.',
    ],
  },
  {
    asked: [
      'What is temperature?',
      'What does temperature do?',
      'Explain temperature in one sentence.',
      'What is the temperature setting of a language model?',
    ],
    answers: [
      'Temperature sets how freely a model picks the next token: at 0 it takes the likeliest one, and the higher it is, the more often it takes a rare one.',
      'Temperature is how much chance there is in the choice of each word. Low is steady, high is wild.',
      'A low temperature gives the same answer again and again, and a high temperature gives a new answer each time.',
    ],
  },
  {
    asked: ['What is a system message?', 'What is a system prompt?', 'What does the system message do?'],
    answers: [
      'A system message stands before the chat and tells the model how to behave: its role, its tone and its rules.',
      'A system message is an instruction for the whole chat, such as the language to use or the form of the answer.',
    ],
  },
  {
    asked: [
      'What is few-shot prompting?',
      'What is a few-shot prompt?',
      'What is a shot?',
      'What does few-shot mean?',
      'Explain few-shot prompting.',
    ],
    answers: [
      'Few-shot prompting means to put a few worked examples into the prompt, so that the model can see what a good answer looks like.',
      'A shot is an example of a question with its answer. A few of them in a prompt show the model the form to follow.',
    ],
  },
  {
    asked: ['What is zero-shot prompting?', 'What does zero-shot mean?'],
    answers: ['Zero-shot means that the prompt has no examples: the model gets the task and nothing else.'],
  },
  {
    asked: ['What is a prompt?', 'Explain what a prompt is.'],
    answers: [
      'A prompt is the text you give to a model: the instruction, the examples and the question.',
      'A prompt is everything the model reads before it writes.',
    ],
  },
  {
    asked: ['What is top_p?', 'What does top_p do?', 'What is nucleus sampling?'],
    answers: [
      'With top_p the model picks only from the likeliest tokens that together reach that share. At 0.1 few tokens are left, at 1 all of them.',
    ],
  },
  {
    asked: [
      'What is a language model?',
      'How does a language model work?',
      'What is an LLM?',
      'What is a large language model?',
    ],
    answers: [
      'A language model is a program that guesses the next token of a text, adds it and guesses again.',
      'A language model has read many texts and learned which word is likely to come next.',
    ],
  },
  {
    asked: ['What is an n-gram?', 'What is an n-gram model?', 'How do you work?', 'How are you made?'],
    answers: [
      'An n-gram model counts which words follow which. I am one, and I also copy from the examples in your prompt.',
    ],
  },
  {
    asked: ['What is a seed?', 'What does the seed do?'],
    answers: [
      'A seed fixes the chance in the choice of tokens: the same prompt with the same seed gives the same answer.',
    ],
  },
  {
    asked: ['What is a hallucination?', 'Why do models make things up?'],
    answers: [
      'A hallucination is an answer that sounds right and is not. A model picks likely words, and likely words are not always true.',
    ],
  },
  {
    asked: ['What is a context window?', 'What is the context length?'],
    answers: [
      'The context window is the number of tokens a model can read at once, the prompt and the answer together.',
    ],
  },
  {
    asked: ['What are logprobs?', 'What is a logprob?', 'What is a log probability?'],
    answers: [
      'A logprob is the logarithm of how likely a token was. At 0 the model was sure, and the further below 0, the less it was.',
    ],
  },
  {
    asked: ['What is max tokens?', 'What does max_tokens do?', 'Why does the answer stop in the middle?'],
    answers: [
      'The setting max tokens is the most tokens an answer may have. When they are used up, the answer stops in the middle.',
    ],
  },
  {
    asked: ['Which temperature should I use?', 'What is a good temperature?', 'What temperature is best?'],
    answers: [
      'Use a low temperature for facts, labels and code, and a higher one for names, stories and ideas. Then look at several samples.',
      'Try 0, 0.5 and 1 on your own prompt and compare the answers side by side.',
    ],
  },
  {
    asked: ['How many examples should I give?', 'How many shots do I need?'],
    answers: ['Begin with none, then try one, two and four, and keep the fewest that work on your own cases.'],
  },
  {
    asked: ['How do I write a good prompt?', 'Give me a tip for better prompts.'],
    answers: [
      'Say what you want, show an example of it and name the form of the answer.',
      'Be clear about the task, give examples, and test the prompt on several cases.',
      'Say who the answer is for and how long it should be.',
    ],
  },
];
