import { lazy, Suspense, useId } from 'react';
import type { RecordGroup } from '../../wire';
import { GroupHeading } from '../panel/group-heading';
import { CompactRecord, type RecordActions } from './compact-record';
import styles from './compact.module.css';

const WindowedRecords = lazy(() => import('./windowed-records').then((m) => ({ default: m.WindowedRecords })));

/** More than these are not in the page all at once, and scroll in a box of their own. */
const WHOLE_MAX = 40;

/** While the box is loaded, as many as are in sight in it. */
const AT_FIRST = 8;

interface Props {
  readonly group: RecordGroup;
  readonly actions: RecordActions;
}

/** The linked records of one object. */
export function CompactGroup({ group, actions }: Props) {
  const heading = useId();
  const { records } = group;
  const whole = (count: number) => (
    <ul className={styles.records}>
      {records.slice(0, count).map((record) => (
        <CompactRecord key={record.id} record={record} columns={group.columns} actions={actions} />
      ))}
    </ul>
  );
  return (
    <section aria-labelledby={heading} className={styles.group}>
      <GroupHeading group={group} id={heading} />
      {records.length <= WHOLE_MAX ? (
        whole(records.length)
      ) : (
        <Suspense fallback={whole(AT_FIRST)}>
          <WindowedRecords group={group} actions={actions} />
        </Suspense>
      )}
    </section>
  );
}
