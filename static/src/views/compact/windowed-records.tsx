import { useRef } from 'react';
import { useWindow } from '../../hooks/use-window';
import { useLocale } from '../../locale/locale';
import type { RecordGroup } from '../../wire';
import { CompactRecord, type RecordActions } from './compact-record';
import styles from './compact.module.css';

/** A record with one line of fields; others are measured when they come into sight. */
const RECORD_PX = 53;

/** Many records, of which only those in sight are in the page. */
export function WindowedRecords({ group, actions }: { group: RecordGroup; actions: RecordActions }) {
  const { t } = useLocale();
  const { records, columns } = group;
  const box = useRef<HTMLDivElement>(null);
  const { items, totalPx, measure } = useWindow({
    box,
    count: records.length,
    keyOf: (index) => records[index]?.id ?? index,
    entryPx: RECORD_PX,
  });
  return (
    <div
      ref={box}
      className={styles.box}
      role="region"
      tabIndex={0}
      aria-label={t('panel.more', { objects: group.labelPlural, count: records.length })}
    >
      <ul className={styles.window} style={{ height: totalPx }}>
        {items.map(({ index, start, key }) => {
          const record = records[index];
          return (
            record !== undefined && (
              <CompactRecord
                key={key}
                record={record}
                columns={columns}
                actions={actions}
                index={index}
                of={records.length}
                startPx={start}
                measure={measure}
              />
            )
          );
        })}
      </ul>
    </div>
  );
}
