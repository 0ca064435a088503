import { createContext, useContext, useState, type ReactNode } from 'react';
import { call, type PageFailure } from '../../bridge/calls';
import type { ImageRef } from '../../wire';

/** An image as the page has it. */
export type Fetched =
  /** As a `data:` address. */
  | { readonly kind: 'ready'; readonly source: string }
  | { readonly kind: 'failed'; readonly failure: PageFailure };

export interface RecordImages {
  /** Fetches an image, once for the page. One that could not be fetched is tried again. */
  readonly fetch: (image: ImageRef) => Promise<Fetched>;
}

/** What a browser shows without running anything. The core sends nothing else. */
const TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** So many are fetched side by side: each costs a call of Salesforce's API, and the user may look away. */
const SIDE_BY_SIDE = 3;

const NONE: PageFailure = { code: 'recordNotFound', text: '', values: {}, retryable: false, retryAfterMs: null };

const RecordImagesContext = createContext<RecordImages>({ fetch: () => Promise.resolve({ kind: 'failed', failure: NONE }) });

/** Fetches the images that are shown below it, of one record, through the app: a browser never asks Salesforce. */
export function RecordImagesProvider({ recordId, children }: { recordId: string; children: ReactNode }) {
  const [images] = useState(() => new ImagesOf(recordId));
  return <RecordImagesContext.Provider value={images}>{children}</RecordImagesContext.Provider>;
}

export function useRecordImages(): RecordImages {
  return useContext(RecordImagesContext);
}

class ImagesOf implements RecordImages {
  readonly #recordId: string;
  readonly #fetched = new Map<string, Promise<Fetched>>();
  readonly #waiting: (() => void)[] = [];
  #under = 0;

  constructor(recordId: string) {
    this.#recordId = recordId;
  }

  fetch(image: ImageRef): Promise<Fetched> {
    const key = JSON.stringify(image);
    const known = this.#fetched.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(image).then((fetched) => {
      if (fetched.kind === 'failed') this.#fetched.delete(key);
      return fetched;
    });
    this.#fetched.set(key, asked);
    return asked;
  }

  async #ask(image: ImageRef): Promise<Fetched> {
    if (this.#under === SIDE_BY_SIDE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#under += 1;
    const outcome = await call('image', { recordId: this.#recordId, image });
    // The place of one that is done is taken by the next that waits.
    const next = this.#waiting.shift();
    if (next === undefined) this.#under -= 1;
    else next();
    if (outcome.kind === 'failed') return outcome;
    const { mediaType, base64 } = outcome.view;
    return TYPES.has(mediaType) ? { kind: 'ready', source: `data:${mediaType};base64,${base64}` } : { kind: 'failed', failure: NONE };
  }
}
