import type { Chat } from '../chat.ts';

/** Questions with one short answer each. */
const SHORT: readonly (readonly [question: string, answer: string])[] = [
  ['What is the capital of France?', 'Paris.'],
  ['What is the capital of Italy?', 'Rome.'],
  ['What is the capital of Japan?', 'Tokyo.'],
  ['What is the capital of Spain?', 'Madrid.'],
  ['What is the capital of Germany?', 'Berlin.'],
  ['What is the capital of Norway?', 'Oslo.'],
  ['What is the capital of Egypt?', 'Cairo.'],
  ['What is the capital of Portugal?', 'Lisbon.'],
  ['What is the capital of Austria?', 'Vienna.'],
  ['What is the capital of Greece?', 'Athens.'],
  ['What colour is the sky?', 'Blue.'],
  ['What colour is grass?', 'Green.'],
  ['What colour is a lemon?', 'Yellow.'],
  ['What colour is snow?', 'White.'],
  ['What colour is a strawberry?', 'Red.'],
  ['How many legs does a spider have?', 'Eight.'],
  ['How many legs does a dog have?', 'Four.'],
  ['How many legs does an ant have?', 'Six.'],
  ['How many days are in a week?', 'Seven.'],
  ['How many months are in a year?', 'Twelve.'],
  ['How many hours are in a day?', 'Twenty-four.'],
  ['How many minutes are in an hour?', 'Sixty.'],
  ['What is two plus two?', 'Four.'],
  ['What is three plus four?', 'Seven.'],
  ['What is ten minus six?', 'Four.'],
  ['What is the largest planet?', 'Jupiter.'],
  ['Which planet is nearest to the sun?', 'Mercury.'],
  ['What do bees make?', 'Honey.'],
  ['What do cows eat?', 'Grass.'],
  ['What does a cat say?', 'Meow.'],
  ['What is the opposite of hot?', 'Cold.'],
  ['What is the opposite of big?', 'Small.'],
  ['What is the opposite of day?', 'Night.'],
  ['What is the opposite of happy?', 'Sad.'],
  ['What is ice made of?', 'Frozen water.'],
  ['Which month comes after May?', 'June.'],
  ['Which day comes after Monday?', 'Tuesday.'],
  ['What is the first letter of the alphabet?', 'A.'],
  ['Translate cat into French.', 'Chat.'],
  ['Translate dog into French.', 'Chien.'],
  ['Translate bread into French.', 'Pain.'],
  ['Translate water into Spanish.', 'Agua.'],
  ['Translate house into Spanish.', 'Casa.'],
  ['Translate thank you into German.', 'Danke.'],
  ['Translate hello into Italian.', 'Ciao.'],
];

const YES: readonly string[] = [
  'Is water wet?',
  'Is fire hot?',
  'Is the sun a star?',
  'Is an apple a fruit?',
  'Is a dog an animal?',
  'Is ice cold?',
  'Do birds have wings?',
  'Can a fish swim?',
  'Is Paris in France?',
  'Is snow white?',
  'Do cats have tails?',
];

const NO: readonly string[] = [
  'Is the sun cold?',
  'Is fire cold?',
  'Is the moon a star?',
  'Is a potato a fruit?',
  'Is a stone an animal?',
  'Is ice hot?',
  'Do dogs have wings?',
  'Can a fish fly?',
  'Is Paris in Italy?',
  'Is grass red?',
  'Do trees sleep in beds?',
];

const LONGER: readonly Chat[] = [
  {
    asked: ['Why is the sky blue?', 'Explain why the sky is blue.'],
    answers: [
      'The air scatters blue light more than red light, so blue comes to us from every side of the sky.',
      'Sunlight has all colours, and the air spreads the blue part most.',
    ],
  },
  {
    asked: ['Explain photosynthesis in one sentence.', 'What is photosynthesis?', 'How do plants make food?'],
    answers: [
      'Plants use sunlight to turn water and air into sugar, and give off oxygen.',
      'In photosynthesis a green leaf makes sugar out of light, water and air.',
    ],
  },
  {
    asked: ['Why does it rain?', 'How does rain form?'],
    answers: [
      'Warm air carries water up, the water cools into small drops, and when the drops are heavy enough they fall.',
    ],
  },
  {
    asked: ['Why do leaves change colour in autumn?'],
    answers: [
      'In autumn a tree takes back the green from its leaves, and the yellow and red that were there all summer can be seen.',
    ],
  },
  {
    asked: ['Why do cats purr?'],
    answers: [
      'Cats purr when they are content, and sometimes to calm themselves.',
      'Nobody knows for sure, but most cats purr when they feel safe.',
    ],
  },
  {
    asked: ['How do I make tea?', 'How do you make a cup of tea?'],
    answers: [
      'Boil fresh water, pour it over the leaves, wait three minutes and take the leaves out.',
      'Warm the pot, put in one spoon of tea for each cup, add hot water and wait.',
    ],
  },
  {
    asked: ['How do I boil an egg?'],
    answers: ['Put the egg into boiling water, wait seven minutes and cool it under the tap.'],
  },
  {
    asked: ['How can I sleep better?', 'Give me advice for better sleep.'],
    answers: [
      'Go to bed at the same time every night and leave the phone in another room.',
      'Keep the room dark, cool and quiet, and read a calm book before bed.',
    ],
  },
  {
    asked: ['How can I learn faster?', 'How do I learn a language?'],
    answers: [
      'Practise a little every day, say things in your own words and rest in between.',
      'Read, listen and speak a little every day, and do not mind the mistakes.',
    ],
  },
  {
    asked: ['What is love?'],
    answers: [
      'Love is to want the good of someone and to stay.',
      'Love is a house with the door left open.',
      'Nobody has said it well enough yet.',
    ],
  },
  {
    asked: ['What is the meaning of life?'],
    answers: [
      'I am a small model and do not know. Many people say: to love, to learn and to be of use.',
      'Ask a poet. I only count words.',
    ],
  },
];

export const FACTS: readonly Chat[] = [
  ...SHORT.map(([question, answer]) => ({ asked: [question], answers: [answer] })),
  ...YES.map((question) => ({ asked: [question], answers: ['Yes.'] })),
  ...NO.map((question) => ({ asked: [question], answers: ['No.'] })),
  ...LONGER,
];
