import type { KeptImage } from '../../domain/prompt/image.ts';

/** The bytes of images that messages hold by hash; an image is kept once and never changes. */
export interface ImageStore {
  keep(image: KeptImage, bytes: Uint8Array): Promise<void>;
  get(hash: string): Promise<{ readonly image: KeptImage; readonly bytes: Uint8Array } | null>;
  /** As services take them, by hash; one that is not kept is left out. */
  dataUrls(hashes: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
