import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import styles from './windowed-list.module.css';

export interface Choice {
  /** The key of the row that the arrow keys have come to. */
  readonly active: string | null;
  /** The key of the chosen row. */
  readonly chosen: string | null;
  readonly onActive: (key: string) => void;
  readonly onChoose: (key: string) => void;
}

interface Props<Row> {
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** How high a row is before it was seen. */
  readonly estimatePx: number;
  /** What scrolls: the list, and what is around it. */
  readonly scroller: RefObject<HTMLElement>;
  readonly label: string;
  /** How many rows there are in all, those that are not loaded too; none when that is not known. */
  readonly total: number | null;
  /** Rows that stay although they are out of sight, for what is being typed in them. */
  readonly kept?: ReadonlySet<string>;
  /** Set when one row is chosen from the list: the arrow keys go from row to row, Enter and Space choose. */
  readonly choice?: Choice;
  /** Told when the last rows come into sight. */
  readonly onEnd: () => void;
  readonly children: (row: Row) => ReactNode;
}

/** So near to the end the next rows are wanted. */
const NEAR = 8;

/** A list of any length, of which only what is in sight is in the page. */
export function WindowedList<Row>(props: Props<Row>) {
  const { rows, keyOf, estimatePx, scroller, label, total, kept, choice, onEnd, children } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(0);
  const [focused, setFocused] = useState<string | null>(null);
  const held = choice?.active ?? focused;
  const rangeExtractor = useCallback(
    (range: Range): number[] => {
      const indexes = new Set(defaultRangeExtractor(range));
      if (held !== null || (kept?.size ?? 0) > 0)
        rows.forEach((row, index) => {
          const key = keyOf(row);
          if (key === held || kept?.has(key) === true) indexes.add(index);
        });
      return [...indexes].sort((one, other) => one - other);
    },
    [rows, keyOf, held, kept],
  );
  // What it gives is used here only, and is read anew with each rendering.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer<HTMLElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatePx,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    // In a tab that is not shown everything is 0 high, and was not before.
    measureElement: (element, entry, instance) => {
      const index = Number(element.dataset['index']);
      if (element.offsetParent === null) return instance.measurementsCache[index]?.size ?? estimatePx;
      return entry?.borderBoxSize[0]?.blockSize ?? element.getBoundingClientRect().height;
    },
    overscan: 4,
    scrollMargin: above,
    rangeExtractor,
  });

  useLayoutEffect(() => {
    const around = list.current?.parentElement ?? null;
    const measure = (): void => {
      if (list.current === null || scroller.current === null || scroller.current.clientHeight === 0) return;
      const top = list.current.getBoundingClientRect().top - scroller.current.getBoundingClientRect().top;
      setAbove(Math.max(0, Math.round(top + scroller.current.scrollTop)));
    };
    measure();
    if (around === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(around);
    for (const child of around.children) if (child !== list.current) observer.observe(child);
    return () => observer.disconnect();
  }, [scroller]);

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - NEAR) onEnd();
  }, [last, rows.length, onEnd]);

  const idOf = (key: string): string => `${id}-${key}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (choice === undefined || rows.length === 0) return;
    const at = rows.findIndex((row) => keyOf(row) === choice.active);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (choice.active !== null) choice.onChoose(choice.active);
      return;
    }
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (row === undefined) return;
    choice.onActive(keyOf(row));
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };

  return (
    <div
      ref={list}
      aria-label={label}
      className={styles.list}
      style={{ height: `${virtualizer.getTotalSize()}px` }}
      onFocus={(event) => setFocused(event.target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null)}
      onBlur={() => setFocused(null)}
      {...(choice === undefined
        ? { role: 'list' }
        : {
            role: 'listbox',
            tabIndex: 0,
            'aria-activedescendant': choice.active === null ? undefined : idOf(choice.active),
            onKeyDown,
          })}
    >
      {items.map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        const key = keyOf(row);
        return (
          <div
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            data-key={key}
            aria-setsize={total ?? -1}
            aria-posinset={item.index + 1}
            className={styles.item}
            style={{ transform: `translateY(${item.start - above}px)` }}
            {...(choice === undefined
              ? { role: 'listitem' }
              : {
                  role: 'option',
                  id: idOf(key),
                  'aria-selected': key === choice.chosen,
                  'data-active': key === choice.active,
                  onClick: () => {
                    choice.onActive(key);
                    choice.onChoose(key);
                  },
                })}
          >
            {children(row)}
          </div>
        );
      })}
    </div>
  );
}
