import type { Completion, LiveCompletion } from '../domain/run/completion.ts';
import { checkpointOf, liveView, newSlot, type Slot } from './run-slot.ts';

/** The completions of a run that goes on, in the order of the plan. */
export class RunSlots {
  readonly #run: number;
  readonly #slots: Map<number, Slot>;

  constructor(run: number, completions: readonly Completion[]) {
    this.#run = run;
    this.#slots = new Map(completions.map((completion) => [completion.id, newSlot(completion)]));
  }

  /** @throws RangeError for a completion of another run */
  get(id: number): Slot {
    const slot = this.#slots.get(id);
    if (slot === undefined) throw new RangeError(`run ${this.#run} has no completion ${id}`);
    return slot;
  }

  all(): readonly Slot[] {
    return [...this.#slots.values()];
  }

  /** Takes in those that are not here yet; answers how many they are. */
  add(completions: readonly Completion[]): number {
    const added = completions.filter(({ id }) => !this.#slots.has(id));
    for (const completion of added) this.#slots.set(completion.id, newSlot(completion));
    return added.length;
  }

  idsOf(matches: (completion: Completion) => boolean): readonly number[] {
    return this.all()
      .map(({ completion }) => completion)
      .filter(matches)
      .map(({ id }) => id);
  }

  /** The texts of long answers that are worth keeping while they stream. */
  checkpoints(): readonly { readonly id: number; readonly text: string }[] {
    return this.all().flatMap((slot) => {
      const text = checkpointOf(slot);
      return text === null ? [] : [{ id: slot.completion.id, text }];
    });
  }

  /** All as they are at this moment. */
  views(): readonly LiveCompletion[] {
    return this.all().map(liveView);
  }
}
