import type { OfferedModel } from '../../src/domain/models/offered-model.ts';
import { Icon } from '../icon.tsx';

/** A star that marks a model, to find it first wherever models are chosen. */
export function FavouriteButton({ connection, id, favourite }: Pick<OfferedModel, 'connection' | 'id' | 'favourite'>) {
  return (
    <form class="favourite" method="post" action="/models/favourites" hx-post="/models/favourites" hx-swap="outerHTML">
      <input type="hidden" name="connection" value={connection} />
      <input type="hidden" name="model" value={id} />
      <input type="hidden" name="favourite" value={String(!favourite)} />
      <button
        type="submit"
        id={`favourite-${encodeURIComponent(`${connection}/${id}`)}`}
        class="button quiet tiny star"
        aria-pressed={favourite ? 'true' : 'false'}
        aria-label={`Favourite: ${id}`}
        title={favourite ? 'Take it out of the favourites' : 'Make it a favourite'}
      >
        <Icon name="star" />
      </button>
    </form>
  );
}
