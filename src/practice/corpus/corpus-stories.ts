/** Short tales. The n-gram model learns how sentences run from them; "Tell me a story" recalls them. */
const TALES: readonly string[] = [
  'Once upon a time there was a small fox who lived at the edge of a quiet forest. Every morning the fox walked to the river to drink. One day the fox met an old owl who could not fly. The owl asked for help, and the fox carried the owl home on its back. From that day on they were friends.',
  'Once upon a time there was a girl who collected maps of places that did not exist. She kept the maps in a wooden box under her bed. One night the box began to hum. When she opened it, the river on the oldest map was moving.',
  'Once upon a time there was a lighthouse keeper who spoke to the sea. The sea never answered, but every evening it left a shell on the step. The keeper kept the shells in a jar until the jar was full. Then the sea came to the door and knocked.',
  'Once there was a robot who wanted to learn to cook. The robot read every book in the library and burned every pan in the house. One day a child showed the robot how to taste the soup. After that the soup was good, and the robot was proud.',
  'A long time ago a king lost his shadow in the snow. He sent three riders to find it. The first rider came back with a crow, the second with a story, and the third did not come back at all. The king waited until spring, and in spring the shadow returned on its own.',
  'The old train stopped at a station that was not on the map. Nobody got on and nobody got off. The driver wrote the name of the station in a small book. The next morning the page was empty.',
  'There was a boy who could hear what the trees were thinking. The trees mostly thought about rain. One summer the rain did not come, and the boy carried water from the river every night. In autumn the trees told him a secret.',
  'In a village by the mountain lived a baker who baked bread for the moon. Every night she left a warm loaf on the roof. Every morning the loaf was gone. One morning there was a silver coin in its place.',
  'The cat sat on the mat and watched the rain. The dog slept by the fire and dreamed of the sea. In the kitchen the old clock stopped at noon. Nobody in the house noticed until the cat began to sing.',
  'When the last star went out, the little ship turned toward home. The captain counted the crew and found one too many. They looked at each other for a long time. Then the stranger smiled and took the wheel.',
  'Once upon a time there was a dragon who was afraid of the dark. Every night the dragon lit a small lamp and put it by the bed. One night a mouse came and asked for some light to read by. They read together until the morning, and the dragon forgot to be afraid.',
  'Once there was a clock maker who made a clock that ran backwards. On the first day the flowers closed. On the second day the letters went back into their envelopes. On the third day the clock maker was a child again, and the clock was a toy.',
  'A cloud fell asleep above a small town and did not wake up for a week. The children brought ladders and tickled it. The cloud laughed, and it rained warm rain on every roof in the town.',
  'Once upon a time there was a mouse who wanted to see the sea. The mouse walked for nine days and asked everyone the way. An old horse said it was too far, and a crow said it was too near. On the tenth day the mouse heard the waves and sat down to listen.',
  'There was once a library where the books whispered at night. A young reader hid between the shelves to hear what they said. The books were telling each other how they would like to end.',
  'Once upon a time there was a queen who gave away one word every day. She gave the word bread to the baker and the word wind to the sailor. In the end she had only one word left. She kept it for herself, and nobody ever heard it.',
  'A gardener planted a key by mistake. In spring a small door grew out of the ground. The gardener opened it, and behind the door there was another garden where it was already summer.',
  'Once there was a bear who could not sleep in winter. The bear walked through the white forest and knocked on every tree. A squirrel gave the bear a warm cup of tea and told a very long story. Before the story was over, the bear was asleep.',
];

const HEROES: readonly string[] = [
  'a small fox',
  'an old owl',
  'a young girl',
  'a quiet boy',
  'a tired king',
  'a curious robot',
  'a lonely keeper',
  'a clever crow',
  'a brave mouse',
  'a gentle giant',
];
const HOMES: readonly string[] = [
  'at the edge of the forest',
  'by the river',
  'in a village by the mountain',
  'in a house by the sea',
  'near the old station',
  'under a broken bridge',
];
const TURNS: readonly (readonly [event: string, end: string])[] = [
  ['met a stranger who could not speak', 'The stranger asked for help, and they walked home together.'],
  ['found a key in the snow', 'The key opened a box full of letters.'],
  ['heard a song from the well', 'The song was about the sea, and it never ended.'],
  ['lost a shoe on the road', 'The road was long, but the night was warm.'],
  ['opened a door that was not there before', 'Behind the door there was another forest.'],
  ['planted a seed that grew in one night', 'In the morning there was a tree full of silver birds.'],
];

/** Small tales put together, so that sentences have more than one way to go on. */
const WOVEN: readonly string[] = HEROES.flatMap((hero, i) =>
  [0, 1, 2].map((j) => {
    const home = HOMES[(i * 5 + j) % HOMES.length] ?? '';
    const [event, end] = TURNS[(i * 3 + j * 2) % TURNS.length] ?? ['', ''];
    const theHero = hero.replace(/^an? /, 'the ');
    return `Once upon a time there was ${hero} who lived ${home}. One day ${theHero} ${event}. ${end}`;
  }),
);

export const STORIES: readonly string[] = [...TALES, ...WOVEN];

/** The stories to tell when any will do. */
export const TOLD: readonly string[] = [0, 1, 2, 3, 10, 13, 7, 6, 15, 4, 17, 16].map((i) => TALES[i] ?? '');

/** Stories by the word that names them. */
export const TOLD_ABOUT: readonly (readonly [subject: string, story: string])[] = [
  ['a fox', TALES[0] ?? ''],
  ['a robot', TALES[3] ?? ''],
  ['the sea', TALES[2] ?? ''],
  ['a king', TALES[4] ?? ''],
  ['a train', TALES[5] ?? ''],
  ['a cat', TALES[8] ?? ''],
  ['a dragon', TALES[10] ?? ''],
  ['a mouse', TALES[13] ?? ''],
  ['a queen', TALES[15] ?? ''],
  ['a bear', TALES[17] ?? ''],
];
