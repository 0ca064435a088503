import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

interface Options {
  /** What scrolls. */
  readonly box: RefObject<HTMLElement>;
  readonly count: number;
  readonly keyOf: (index: number) => string | number;
  /** How high an entry mostly is; those that are measured may differ. */
  readonly entryPx: number;
}

export interface Window {
  /** The entries in sight, and a few before and after them. */
  readonly items: readonly VirtualItem[];
  readonly totalPx: number;
  /** The `ref` of an entry that carries its index as `data-index`, where entries differ in height. */
  readonly measure: (element: Element | null) => void;
}

/** So many entries before and after those in sight are there too. */
const BEYOND = 8;

/** A long list of which only what is in sight is in the page. Load what uses it lazily: few lists are long. */
export function useWindow({ box, count, keyOf, entryPx }: Options): Window {
  // Its functions give something else each time; nothing here keeps what they gave.
  // eslint-disable-next-line react-hooks/incompatible-library
  const { getVirtualItems, getTotalSize, measureElement } = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => entryPx,
    getItemKey: keyOf,
    overscan: BEYOND,
  });
  return { items: getVirtualItems(), totalPx: getTotalSize(), measure: measureElement };
}
