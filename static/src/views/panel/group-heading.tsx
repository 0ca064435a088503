import Heading from '@atlaskit/heading';
import { useLocale } from '../../locale/locale';
import { ObjectTile } from '../../parts/object-tile';
import type { RecordGroup } from '../../wire';
import styles from './panel.module.css';

/** An object's records begin here: its mark, its name, how many there are. */
export function GroupHeading({ group, id }: { group: RecordGroup; id: string }) {
  const { format } = useLocale();
  return (
    <div className={styles.heading}>
      <ObjectTile object={group.object} />
      <span id={id}>
        <Heading size="xxsmall" as="h2">
          {group.labelPlural}
        </Heading>
      </span>
      <span className={styles.count}>{format.number(group.records.length, 0)}</span>
    </div>
  );
}
