import { useRef, type ReactNode } from 'react';
import { useWindow } from '../../hooks/use-window';
import type { ListedRecord } from '../../bridge/dialogs';
import styles from './unlink.module.css';

const RECORD_PX = 28;

interface Props {
  readonly records: readonly ListedRecord[];
  readonly check: (record: ListedRecord) => ReactNode;
}

/** Many records to choose from, of which only those in sight are in the page. */
export function WindowedChecks({ records, check }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { items, totalPx } = useWindow({
    box,
    count: records.length,
    keyOf: (index) => records[index]?.id ?? index,
    entryPx: RECORD_PX,
  });
  return (
    <div ref={box} className={styles.box}>
      <div className={styles.window} style={{ height: totalPx }}>
        {items.map(({ index, start, key }) => {
          const record = records[index];
          return (
            record !== undefined && (
              <div key={key} className={styles.record} style={{ transform: `translateY(${start}px)` }}>
                {check(record)}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
