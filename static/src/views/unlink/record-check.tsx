import Checkbox from '@atlaskit/checkbox';
import type { ListedRecord } from '../../bridge/dialogs';
import { ObjectTile } from '../../parts/object-tile';
import styles from './unlink.module.css';

interface Props {
  readonly record: ListedRecord;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onToggle: (ids: readonly string[], on: boolean) => void;
}

/** A record to choose, with its object's mark. */
export function RecordCheck({ record, checked, disabled, onToggle }: Props) {
  return (
    <Checkbox
      label={
        <span className={styles.label}>
          <ObjectTile object={record.object} />
          <span className={styles.name}>{record.name}</span> <span className={styles.object}>{record.label}</span>
        </span>
      }
      isChecked={checked}
      isDisabled={disabled}
      onChange={(event) => onToggle([record.id], event.currentTarget.checked)}
    />
  );
}
