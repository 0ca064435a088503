import Heading from '@atlaskit/heading';
import { ObjectTile } from '../../parts/object-tile';
import type { RecordGroup } from '../../wire';
import styles from './panel.module.css';

/** An object's records begin here: its mark, its name, how many there are. */
export function GroupHeading({ group, id }: { group: RecordGroup; id: string }) {
  return (
    <div className={styles.heading}>
      <ObjectTile object={group.object} />
      <span id={id}>
        <Heading size="xxsmall" as="h2">
          {group.labelPlural}
        </Heading>
      </span>
      <span className={styles.count}>{group.records.length}</span>
    </div>
  );
}
