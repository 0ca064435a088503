import ArrowDownIcon from '@atlaskit/icon/core/arrow-down';
import ArrowUpIcon from '@atlaskit/icon/core/arrow-up';
import DragHandleIcon from '@atlaskit/icon/core/drag-handle-vertical';
import type { ReorderRow } from '../hooks/use-reorder';
import { useLocale } from '../locale/locale';
import styles from './reorder.module.css';

/** The handle by which a row is dragged. The buttons do the same for those who do not drag. */
export function DragHandle({ row }: { row: ReorderRow }) {
  const { t } = useLocale();
  return (
    <span className={styles.handle} title={t('reorder.drag')} {...row.handle}>
      <DragHandleIcon label="" color="currentColor" />
    </span>
  );
}

/** Moves a row by one. At an end a button stays where it is, so that the focus does. */
export function MoveButtons({ row, name }: { row: ReorderRow; name: string }) {
  const { t } = useLocale();
  return (
    <span className={styles.buttons}>
      <button
        type="button"
        className={styles.move}
        aria-label={t('reorder.up', { name })}
        aria-disabled={!row.canMoveUp}
        onClick={() => row.canMoveUp && row.moveUp()}
      >
        <ArrowUpIcon label="" color="currentColor" />
      </button>
      <button
        type="button"
        className={styles.move}
        aria-label={t('reorder.down', { name })}
        aria-disabled={!row.canMoveDown}
        onClick={() => row.canMoveDown && row.moveDown()}
      >
        <ArrowDownIcon label="" color="currentColor" />
      </button>
    </span>
  );
}
