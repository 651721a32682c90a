import type { Child } from 'hono/jsx';
import { isLinked, type KeptImage, MAX_IMAGE_BYTES, type MessageImage } from '../../src/domain/prompt/image.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { count } from '../format.ts';
import { Icon } from '../icon.tsx';
import { EDITING } from './editing.ts';

interface MessageImagesProps {
  readonly experiment: number;
  readonly index: number;
  readonly images: readonly MessageImage[];
}

/** The images of a user message, and ways to add one: a file, one that is pasted into the text, or a link. */
export function MessageImages({ experiment, index, images }: MessageImagesProps) {
  const path = `/experiments/${experiment}/messages/${index}/images`;
  const file = domId('experiment', experiment, 'image', index);
  const link = domId('experiment', experiment, 'image-link', index);
  const adding = { type: 'button', 'hx-post': path, 'hx-encoding': 'multipart/form-data', ...EDITING } as const;
  return (
    <>
      <ImageList images={images}>
        {(place) => (
          <button
            type="button"
            class="button quiet tiny"
            hx-post={`${path}/${place}/deletion`}
            aria-label={`Remove image ${place + 1}`}
            {...EDITING}
          >
            <Icon name="close" />
          </button>
        )}
      </ImageList>
      <details class="add-image">
        <summary class="small">Add image</summary>
        <label for={file} class="small">
          PNG, JPEG, GIF or WebP, up to {MAX_IMAGE_BYTES / 1_000_000} MB; or paste one into the text
        </label>
        <input
          type="file"
          id={file}
          name={`image-${index}`}
          accept="image/png,image/jpeg,image/gif,image/webp"
          multiple
          hx-post={path}
          hx-encoding="multipart/form-data"
          hx-trigger="change"
          {...EDITING}
        />
        <label for={link} class="small">
          or a link, which the service fetches
        </label>
        <span class="field link">
          <input id={link} name={`image-link-${index}`} placeholder="https://…" autocomplete="off" spellcheck={false} />
          <button class="button" {...adding}>
            Add link
          </button>
        </span>
      </details>
    </>
  );
}

interface ImageListProps {
  readonly images: readonly MessageImage[];
  /** What stands beside each image. */
  readonly children?: (place: number) => Child;
}

/** Images with their measures; a linked one as its link, since nothing is fetched for the page. */
export function ImageList({ images, children }: ImageListProps) {
  if (images.length === 0) return null;
  return (
    <ul class="images" aria-label="Images">
      {images.map((image, place) => (
        <li>
          {isLinked(image) ? (
            <a href={image.url} rel="noreferrer noopener" target="_blank">
              {exactText(image.url)}
            </a>
          ) : (
            <Picture image={image} place={place} />
          )}
          {children?.(place)}
        </li>
      ))}
    </ul>
  );
}

function Picture({
  image: { hash, width, height, bytes },
  place,
}: {
  readonly image: KeptImage;
  readonly place: number;
}) {
  const size = `${count(width)} × ${count(height)}`;
  return (
    <>
      <img src={`/images/${hash}`} alt={`${place + 1}: ${size} pixels`} loading="lazy" />
      <span class="small muted num">
        {size}, {count(Math.ceil(bytes / 1_000))} kB
      </span>
    </>
  );
}
