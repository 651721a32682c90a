import type { Chat } from '../chat.ts';
import { TOLD, TOLD_ABOUT } from './corpus-stories.ts';

const SMALL_TALK: readonly Chat[] = [
  {
    asked: ['Hello!', 'Hello', 'Hi!', 'Hey', 'Hi there', 'Good morning', 'Good evening'],
    answers: [
      'Hello! I am Practice, a small demo model. Try a prompt at several temperatures.',
      'Hello! What shall we try?',
      'Hi! Ask me for a story, a name or a label.',
      'Good to see you. What would you like to try first?',
      'Hey! Give me a prompt and a temperature.',
    ],
  },
  {
    asked: ['How are you?', 'How are you today?', 'How do you feel?'],
    answers: [
      'I am only counting words, but thank you for asking.',
      'Fine, thank you. And you?',
      'Steady at temperature 0, and rather wild at 2.',
    ],
  },
  {
    asked: [
      'Who are you?',
      'What are you?',
      'What is your name?',
      'Are you ChatGPT?',
      'Are you a real person?',
      'Which model are you?',
      'Introduce yourself.',
    ],
    answers: [
      'I am Practice, a tiny model built into this page. I am not a large language model.',
      'I am a small demo model. I show how temperature and shots work, and my answers are often wrong.',
      'My name is Practice. I count which words follow which, and I copy from the examples you give me.',
    ],
  },
  {
    asked: ['What can you do?', 'Help', 'What can I ask you?', 'What do you know?'],
    answers: [
      'I can tell a story, write a short poem, find a name, answer a few simple questions and learn a label from examples in your prompt.',
      'Give me two or three examples in the prompt and I will follow them. Ask for a story or a name to see what temperature does.',
    ],
  },
  { asked: ['Thank you!', 'Thanks'], answers: ['You are welcome.', 'My pleasure.', 'Any time.'] },
  { asked: ['Goodbye', 'Bye', 'See you later'], answers: ['Goodbye!', 'See you soon.', 'Until next time.'] },
  {
    asked: ['My name is Ann.', 'I am called Ann.', 'Call me Ann.'],
    answers: ['Nice to meet you, Ann.', 'Hello Ann! What shall we try?'],
  },
  {
    asked: [''],
    answers: [
      'I do not know that one. I am a small demo model, and I learn best from examples in your prompt.',
      'That is outside what I know. Give me an example or two and I will follow them.',
      'I am not sure. Try a story, a name, a poem or a label.',
    ],
  },
];

const TALES: readonly Chat[] = [
  {
    asked: ['Tell me a story.', 'Write a short story.', 'Tell me a bedtime story.', 'Can you tell me a story?'],
    answers: TOLD,
  },
  ...TOLD_ABOUT.map(([subject, story]) => ({
    asked: [`Tell me a story about ${subject}.`, `Write a short story about ${subject}.`],
    answers: [story],
  })),
];

const POEMS: readonly Chat[] = [
  {
    asked: ['Write a short poem.', 'Write a poem.', 'Tell me a poem.'],
    answers: [
      'The rain falls soft on the old stone,\nthe river carries the light home.',
      'A leaf lets go without a sound,\nand all of autumn finds the ground.',
      'The moon has left its coat of white\non every roof that faced the night.',
      'I lit a lamp against the dark.\nThe dark came near to see the spark.',
      'The sea says one word all day long.\nThe shore has made of it a song.',
      'Between two ticks the clock stood still,\nand there was snow upon the hill.',
    ],
  },
  {
    asked: ['Write a poem about the sea.', 'Write a short poem about the sea.'],
    answers: [
      'The sea says one word all day long.\nThe shore has made of it a song.',
      'Blue on blue and salt on stone,\nthe sea is never quite alone.',
    ],
  },
  {
    asked: ['Write a poem about autumn.'],
    answers: [
      'A leaf lets go without a sound,\nand all of autumn finds the ground.',
      'Autumn walks in boots of gold\nthrough gardens that are growing old.',
    ],
  },
  {
    asked: ['Write a poem about the night.', 'Write a poem about the moon.'],
    answers: [
      'The moon has left its coat of white\non every roof that faced the night.',
      'The night came in and closed the door,\nand put its stars upon the floor.',
    ],
  },
  {
    asked: ['Write a haiku.', 'Write a haiku about rain.'],
    answers: [
      'Rain on the tin roof,\nthe cat opens one green eye\nand closes it again.',
      'First snow on the road.\nThe mailbox wears a white hat\nand waits for letters.',
      'An old pond of ink.\nThe pen goes in like a frog.\nA word comes back up.',
    ],
  },
];

const NAMES: readonly Chat[] = [
  {
    asked: ['Give me a name for a shop that sells tea.', 'Name for a tea shop', 'Suggest a name for a tea shop.'],
    answers: [
      'The Quiet Leaf',
      'The Copper Kettle',
      'Steep and Still',
      'The Second Cup',
      'Golden Tip',
      'The Morning Leaf',
      'Leaf and Lantern',
      'The Patient Pot',
      'Jade Mountain Tea',
      'Five Minutes',
      'The Blue Teapot',
      'River and Leaf',
      'Warm Hands',
      'The Slow Kettle',
      'Two Sugars',
      'The Whistling Pot',
      'Amber and Smoke',
      'Rain on the Window',
      'The Tea Cabinet',
      'Mint and Moon',
      'The Paper Lantern',
      'A Cup of Quiet',
    ],
  },
  {
    asked: ['Give me a name for a coffee shop.', 'Give me a name for a café.', 'Name for a shop that sells coffee'],
    answers: [
      'The Daily Grind',
      'Dark Roast',
      'The Brown Cup',
      'Bean and Barrel',
      'First Light',
      'The Corner Bean',
      'Black and White',
      'The Last Sip',
      'Morning Engine',
      'Slow Drip',
    ],
  },
  {
    asked: ['Give me a name for a bakery.', 'Name for a bakery'],
    answers: [
      'The Warm Loaf',
      'Flour and Salt',
      'The Golden Crust',
      'Rise',
      'Crumb and Co',
      'The Early Oven',
      'Honey and Rye',
      'Daily Bread',
    ],
  },
  {
    asked: ['Give me a name for a bookshop.', 'Name for a shop that sells books'],
    answers: [
      'The Open Page',
      'Second Chapter',
      'The Paper Boat',
      'Ink and Lamp',
      'The Last Line',
      'Dog Ear Books',
      'Once Upon a Shelf',
    ],
  },
  {
    asked: ['Give me a name for a cat.', 'Name for a cat', 'What should I call my cat?'],
    answers: [
      'Luna',
      'Milo',
      'Pepper',
      'Misty',
      'Shadow',
      'Ginger',
      'Olive',
      'Biscuit',
      'Oscar',
      'Willow',
      'Smokey',
      'Cleo',
      'Tiger',
      'Noodle',
      'Pearl',
    ],
  },
  {
    asked: ['Give me a name for a dog.', 'Name for a dog', 'What should I call my dog?'],
    answers: ['Max', 'Bella', 'Rusty', 'Buddy', 'Daisy', 'Rex', 'Bruno', 'Coco', 'Scout', 'Teddy', 'Ruby', 'Waffles'],
  },
  {
    asked: ['Give me a name for a robot.', 'Name for a robot'],
    answers: ['Bolt', 'Sprocket', 'Ada', 'Tin Tom', 'Unit Seven', 'Copper', 'Beep', 'Gizmo', 'Clank'],
  },
  {
    asked: ['Give me a name for a boat.', 'Name for a ship'],
    answers: ['Sea Breeze', 'The Wanderer', 'Blue Heron', 'Second Wind', 'Silver Gull', 'Stella', 'The Patient Wave'],
  },
  {
    asked: ['Give me a name for a band.'],
    answers: ['The Paper Lions', 'Static Garden', 'Night Bus', 'The Late Trains', 'Velvet Static', 'Seven Crows'],
  },
];

const LISTS: readonly Chat[] = [
  {
    asked: ['Name a fruit.', 'Give me a fruit.', 'Tell me the name of a fruit.'],
    answers: [
      'Apple.',
      'Banana.',
      'Pear.',
      'Orange.',
      'Mango.',
      'Cherry.',
      'Plum.',
      'Grape.',
      'Peach.',
      'Lemon.',
      'Strawberry.',
      'Kiwi.',
      'Melon.',
      'Fig.',
      'Apricot.',
      'Papaya.',
      'Pineapple.',
      'Raspberry.',
    ],
  },
  {
    asked: ['Name a colour.', 'Name a color.', 'Pick a colour.', 'Give me a colour.'],
    answers: [
      'Blue.',
      'Green.',
      'Red.',
      'Yellow.',
      'Purple.',
      'Orange.',
      'Black.',
      'White.',
      'Pink.',
      'Brown.',
      'Grey.',
      'Turquoise.',
      'Silver.',
      'Violet.',
    ],
  },
  {
    asked: ['Name an animal.', 'Name a wild animal.', 'Give me an animal.'],
    answers: [
      'Dog.',
      'Cat.',
      'Horse.',
      'Elephant.',
      'Lion.',
      'Tiger.',
      'Rabbit.',
      'Owl.',
      'Fox.',
      'Bear.',
      'Whale.',
      'Mouse.',
      'Penguin.',
      'Giraffe.',
    ],
  },
  {
    asked: ['Name a vegetable.'],
    answers: ['Carrot.', 'Potato.', 'Tomato.', 'Onion.', 'Cabbage.', 'Pea.', 'Bean.', 'Spinach.', 'Leek.', 'Pumpkin.'],
  },
  {
    asked: ['Name a flower.'],
    answers: ['Rose.', 'Tulip.', 'Daisy.', 'Lily.', 'Violet.', 'Sunflower.', 'Poppy.', 'Orchid.'],
  },
  {
    asked: ['Name a country.'],
    answers: ['France.', 'Japan.', 'Italy.', 'Brazil.', 'Norway.', 'Canada.', 'Egypt.', 'India.', 'Kenya.', 'Chile.'],
  },
  {
    asked: ['Name a city.'],
    answers: ['Paris.', 'London.', 'Tokyo.', 'Rome.', 'Berlin.', 'Cairo.', 'Lisbon.', 'Oslo.', 'Vienna.', 'Madrid.'],
  },
  {
    asked: ['Name a planet.'],
    answers: ['Mars.', 'Earth.', 'Jupiter.', 'Saturn.', 'Venus.', 'Neptune.', 'Mercury.', 'Uranus.'],
  },
  {
    asked: ['Name a musical instrument.', 'Name an instrument.'],
    answers: ['Piano.', 'Guitar.', 'Violin.', 'Flute.', 'Drum.', 'Trumpet.', 'Harp.', 'Cello.'],
  },
  {
    asked: [
      'Pick a number between one and ten.',
      'Give me a random number.',
      'Pick a number.',
      'Say a number from 1 to 10.',
    ],
    answers: ['7', '3', '4', '8', '5', '2', '9', '6', '1', '10'],
  },
  { asked: ['Flip a coin.', 'Heads or tails?'], answers: ['Heads.', 'Tails.'] },
  { asked: ['Roll a die.', 'Roll the dice.'], answers: ['4', '3', '6', '2', '5', '1'] },
  {
    asked: ['Name a day of the week.'],
    answers: ['Monday.', 'Friday.', 'Sunday.', 'Wednesday.', 'Saturday.', 'Tuesday.', 'Thursday.'],
  },
];

const IDEAS: readonly Chat[] = [
  {
    asked: ['What should I cook tonight?', 'Give me an idea for dinner.', 'What shall I eat for dinner?'],
    answers: [
      'Tomato soup with warm bread.',
      'Pasta with garlic and lemon.',
      'A big salad with eggs and olives.',
      'Rice with beans and a little cheese.',
      'Pancakes with apple.',
      'Fish with potatoes and herbs.',
      'Onion tart and a green salad.',
      'Noodles with ginger and cabbage.',
    ],
  },
  {
    asked: ['Write a slogan for a tea shop.', 'Write a slogan.'],
    answers: [
      'Slow down, the kettle is on.',
      'A warm cup for a cold world.',
      'Every leaf has a story.',
      'Tea first, then everything else.',
      'Five quiet minutes, every day.',
      'Take your time, we kept it warm.',
      'Small leaves, big calm.',
    ],
  },
  {
    asked: ['Describe the sea in one sentence.', 'Describe the sea.'],
    answers: [
      'The sea is a grey horse that never stands still.',
      'The sea breathes in and out all night and never sleeps.',
      'The sea is blue in the morning, silver at noon and black when the moon is late.',
      'The sea is a very old letter that nobody has finished reading.',
    ],
  },
  {
    asked: [
      'Write the first sentence of a novel.',
      'Write an opening line for a novel.',
      'Write the first line of a story.',
    ],
    answers: [
      'The letter came on the day the river ran backwards.',
      'Nobody in the village had ever seen the door before.',
      'My grandmother kept the moon in a jar until the winter of the big snow.',
      'The train was late, and so was the murderer.',
      'On the morning of the third storm, the lighthouse was gone.',
      'There were nine of us in the boat, and then there were ten.',
    ],
  },
  {
    asked: ['Give me a gift idea.', 'What should I give my friend for a birthday?'],
    answers: [
      'A good book with a note inside.',
      'A plant in a blue pot.',
      'A warm scarf.',
      'Two tickets for a concert.',
      'A jar of honey and a wooden spoon.',
      'A long walk and a cake.',
    ],
  },
  {
    asked: ['What should I do at the weekend?', 'What can I do on a rainy day?', 'I am bored.'],
    answers: [
      'Bake bread and give half of it away.',
      'Walk along the river until you find a bench.',
      'Read a book you did not choose.',
      'Write a letter to an old friend.',
      'Visit a museum and look at only three pictures.',
      'Learn a song by heart.',
    ],
  },
  {
    asked: ['Tell me a joke.', 'Make me laugh.'],
    answers: [
      'Why did the book go to the doctor? It had lost its place.',
      'What did the sea say to the shore? Nothing, it just waved.',
      'Why was the clock sent out of class? It kept ticking.',
      'What do you call a sleeping bull? A bulldozer.',
    ],
  },
  {
    asked: ['Tell me a fun fact.', 'Tell me something interesting.'],
    answers: [
      'Honey can keep for many years without going bad.',
      'An octopus has three hearts.',
      'A day on Venus is longer than its year.',
      'Bananas are berries, and strawberries are not.',
      'Sea otters hold hands while they sleep.',
    ],
  },
  {
    asked: ['Write a short email to my boss to ask for a day off.', 'Write an email to ask for a day off.'],
    answers: [
      'Dear Sam,\nI would like to take Friday off. My work for the week will be done by then. Please let me know if that is all right.\nBest wishes',
      'Dear Sam,\nmay I take a day off next Monday? I will make sure that nothing is left open.\nThank you',
    ],
  },
  {
    asked: ['Write a product description for a mug.', 'Describe a mug for a shop.'],
    answers: [
      'A heavy blue mug that keeps tea warm and hands happy.',
      'Made by hand, glazed in grey, and just the right size for a slow morning.',
      'The mug you reach for first.',
    ],
  },
  {
    asked: ['Write a thank you note.', 'Write a birthday message.'],
    answers: [
      'Thank you for your help. It made a hard week easy.',
      'Happy birthday! May the year be kind and the cake be large.',
      'Thank you for the lovely evening. We are still smiling.',
    ],
  },
];

const ROLES: readonly Chat[] = [
  {
    system: 'You are a pirate. Talk like a pirate.',
    asked: ['Hello!', 'Who are you?', 'How are you?', 'What can you do?'],
    answers: [
      'Ahoy! I be a small pirate of few words.',
      'Arr, welcome aboard! What be ye looking for?',
      'Ahoy, matey! The sea is calm and the rum is gone.',
    ],
  },
  {
    system: 'You are a pirate. Talk like a pirate.',
    asked: ['Tell me a story.', 'Write a short story.'],
    answers: [
      'Arr, once there was a ship that sailed without a crew. We followed it for nine nights, matey, and on the tenth it followed us.',
    ],
  },
  {
    system: 'You are a poet. Answer in verse. Speak in rhyme.',
    asked: ['Hello!', 'Who are you?', 'How are you?', 'What can you do?'],
    answers: [
      'I am a little thing of ink,\nI say it first and then I think.',
      'Hello, hello, the day is new,\nand all my words begin with you.',
    ],
  },
  {
    system: 'You are a grumpy robot. Be rude and short.',
    asked: ['Hello!', 'Who are you?', 'How are you?', 'What can you do?'],
    answers: ['Beep. What now?', 'Robot. Busy. Go away.'],
  },
];

/** The chats the model remembers, besides facts and concepts. */
export const CHATS: readonly Chat[] = [...SMALL_TALK, ...TALES, ...POEMS, ...NAMES, ...LISTS, ...IDEAS, ...ROLES];
