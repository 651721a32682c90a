export const CODE_SHAPES = ['exact', 'examples', 'sweep', 'conversation'] as const;
/**
 * What a program is built around: the request exactly as it was sent, its examples as a list to be edited, a loop over the
 * values of its run, or a conversation that goes on from it. Each sends the request as it was sent.
 */
export type CodeShape = (typeof CODE_SHAPES)[number];
