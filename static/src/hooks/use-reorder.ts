import { useCallback, useLayoutEffect, useRef, useState, type DragEvent } from 'react';
import { useLocale } from '../locale/locale';

/** Where, against a row, what is dragged would land. */
export type DropEdge = 'before' | 'after';

/** What a row that can be moved needs. */
export interface ReorderRow {
  /** For the row's own element. */
  readonly row: {
    readonly 'data-dragging': boolean | undefined;
    readonly 'data-drop': DropEdge | undefined;
    readonly onDragOver: (event: DragEvent<HTMLElement>) => void;
    readonly onDrop: (event: DragEvent<HTMLElement>) => void;
  };
  /** For the handle in it. */
  readonly handle: {
    readonly draggable: true;
    readonly onDragStart: (event: DragEvent<HTMLElement>) => void;
    readonly onDragEnd: () => void;
  };
  readonly canMoveUp: boolean;
  readonly canMoveDown: boolean;
  readonly moveUp: () => void;
  readonly moveDown: () => void;
}

export interface Reorder {
  readonly rowOf: (key: string) => ReorderRow;
  /** What was moved last and where it is now, for a live region. */
  readonly announcement: string;
}

interface Options {
  /** The rows that can be moved, in order. */
  readonly keys: readonly string[];
  readonly nameOf: (key: string) => string;
  readonly onReorder: (keys: string[]) => void;
}

interface Drag {
  readonly key: string;
  readonly over: string | null;
  readonly edge: DropEdge;
}

/** Rows whose order is changed by dragging a handle or by buttons. What had the focus keeps it. */
export function useReorder({ keys, nameOf, onReorder }: Options): Reorder {
  const { t, format } = useLocale();
  const [drag, setDrag] = useState<Drag | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const focused = useRef<Element | null>(null);

  // A row that is moved within the document loses the focus.
  useLayoutEffect(() => {
    const before = focused.current;
    focused.current = null;
    if (before instanceof HTMLElement && before.isConnected && document.activeElement !== before) before.focus();
  });

  const place = useCallback(
    (key: string, at: number) => {
      const others = keys.filter((each) => each !== key);
      const next = [...others.slice(0, at), key, ...others.slice(at)];
      if (next.every((each, index) => each === keys[index])) return;
      focused.current = document.activeElement;
      onReorder(next);
      setAnnouncement(
        t('reorder.moved', { name: nameOf(key), position: format.number(at + 1, 0), count: keys.length }),
      );
    },
    [keys, nameOf, onReorder, t, format],
  );

  const rowOf = (key: string): ReorderRow => {
    const at = keys.indexOf(key);
    const isTarget = drag !== null && drag.over === key && drag.key !== key;
    return {
      row: {
        'data-dragging': drag?.key === key || undefined,
        'data-drop': isTarget ? drag.edge : undefined,
        onDragOver: (event) => {
          if (drag === null) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'move';
          const edge = edgeOf(event);
          if (drag.over !== key || drag.edge !== edge) setDrag({ ...drag, over: key, edge });
        },
        onDrop: (event) => {
          if (drag === null) return;
          event.preventDefault();
          setDrag(null);
          const target = keys.filter((each) => each !== drag.key).indexOf(key);
          if (drag.key !== key) place(drag.key, edgeOf(event) === 'before' ? target : target + 1);
        },
      },
      handle: {
        draggable: true,
        onDragStart: (event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', nameOf(key));
          const row = event.currentTarget.closest('[data-reorder]');
          if (row !== null) event.dataTransfer.setDragImage(row, 16, 16);
          setDrag({ key, over: null, edge: 'before' });
        },
        onDragEnd: () => setDrag(null),
      },
      canMoveUp: at > 0,
      canMoveDown: at >= 0 && at < keys.length - 1,
      moveUp: () => place(key, at - 1),
      moveDown: () => place(key, at + 1),
    };
  };
  return { rowOf, announcement };
}

function edgeOf(event: DragEvent<HTMLElement>): DropEdge {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  return event.clientY < top + height / 2 ? 'before' : 'after';
}
