import type { ReactNode, RefObject } from 'react';
import { useWindow } from '../../hooks/use-window';

/** A row with one line; others are measured when they come into sight. */
const ROW_PX = 41;

interface Props {
  readonly ids: readonly string[];
  /** What scrolls. */
  readonly box: RefObject<HTMLElement>;
  /** How many columns the table has. */
  readonly columns: number;
  readonly row: (index: number, measure: (element: Element | null) => void) => ReactNode;
}

/** Many rows, of which only those in sight are in the page; empty ones stand for what is above and below. */
export function WindowedRows({ ids, box, columns, row }: Props) {
  const { items, totalPx, measure } = useWindow({
    box,
    count: ids.length,
    keyOf: (index) => ids[index] ?? index,
    entryPx: ROW_PX,
  });
  const abovePx = items[0]?.start ?? 0;
  const belowPx = totalPx - (items.at(-1)?.end ?? 0);
  return (
    <>
      <Space px={abovePx} columns={columns} />
      {items.map(({ index }) => row(index, measure))}
      <Space px={belowPx} columns={columns} />
    </>
  );
}

function Space({ px, columns }: { px: number; columns: number }) {
  if (px <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: px, padding: 0, border: 0 }} />
    </tr>
  );
}
