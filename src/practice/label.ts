/** To be shown wherever Practice is, exports included. */
export const PRACTICE_LABEL =
  'Built-in demo: an n-gram model with copying. It shows how temperature and shots work; its answers are often wrong and say nothing about real models.';

/** The id of the one model that Practice has. */
export const PRACTICE_MODEL = 'practice';
