import MaximizeIcon from '@atlaskit/icon/core/maximize';
import Lozenge from '@atlaskit/lozenge';
import Skeleton from '@atlaskit/skeleton';
import { memo } from 'react';
import type { DialogRequest } from '../../bridge/dialogs';
import { useLocale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import parts from '../../parts/parts.module.css';
import { isStatus } from '../../parts/status';
import { VisuallyHidden } from '../../parts/visually-hidden';
import type { Cell, Column, RecordRow } from '../../wire';
import type { GoneWords } from '../panel/gone-words';
import { ChoosePrimary, PrimaryMark } from '../panel/primary-mark';
import { RedirectTool, RowTool } from '../panel/row-tool';
import sync from '../panel/sync.module.css';
import styles from './compact.module.css';

/** What can be done with a record. */
export interface RecordActions {
  readonly onOpen: (request: DialogRequest) => void;
  /** Makes it the primary one; none when this user may not, or it is the only one. */
  readonly onPrimary: ((recordId: string, name: string) => void) | null;
  /** Whether values are being read. */
  readonly refreshing: boolean;
  /** What became of records that are not there any more, by their ids. */
  readonly gone: ReadonlyMap<string, GoneWords>;
}

/** Where a record stands among many of which only those in sight are in the page. */
interface Place {
  readonly index: number;
  readonly of: number;
  readonly startPx: number;
  readonly measure: (element: Element | null) => void;
}

interface Props extends Partial<Place> {
  readonly record: RecordRow;
  readonly columns: readonly Column[];
  readonly actions: RecordActions;
}

/** A record: its name, its status, a few fields, and what can be done with it. */
export const CompactRecord = memo(function CompactRecord({ record, columns, actions, index, of, startPx, measure }: Props) {
  const { t } = useLocale();
  // The name's own cell comes first; the record's name is shown in its place.
  const fields = columns.flatMap((column, index) => {
    const cell = record.cells[index];
    return index === 0 || cell === undefined || cell.kind === 'empty' ? [] : [{ column, cell }];
  });
  const status = fields.find(({ column }) => isStatus(column));
  const rest = fields.filter((field) => field !== status);
  const unread = record.seenAtMs === 0 && !record.missing;
  const gone = actions.gone.get(record.id);
  return (
    <li
      className={styles.record}
      data-record={record.id}
      {...(index === undefined
        ? {}
        : {
            ref: measure,
            'data-index': index,
            'aria-posinset': index + 1,
            'aria-setsize': of,
            style: { transform: `translateY(${startPx ?? 0}px)` },
          })}
    >
      <div className={styles.line}>
        <Name record={record} onOpen={actions.onOpen} />
        {record.primary && <PrimaryMark />}
        {gone !== undefined ? (
          <Lozenge appearance="removed">{gone.mark}</Lozenge>
        ) : record.missing ? (
          <span title={t('panel.missingHint')}>
            <Lozenge appearance="removed">{t('panel.missing')}</Lozenge>
          </span>
        ) : (
          status !== undefined && <Labelled {...status} />
        )}
      </div>
      {gone !== undefined && (
        <p className={sync.gone} data-gone={record.id}>
          {gone.hint}
        </p>
      )}
      {unread && (actions.refreshing ? <Waiting /> : <div className={styles.fields}>{t('panel.neverRead')}</div>)}
      {rest.length > 0 && (
        <div className={styles.fields}>
          {rest.map(({ column, cell }) => (
            <Labelled key={column.field} column={column} cell={cell} />
          ))}
        </div>
      )}
      <Tools record={record} actions={actions} />
    </li>
  );
});

function Name({ record, onOpen }: { record: RecordRow; onOpen: RecordActions['onOpen'] }) {
  if (record.missing) return <span className={styles.gone}>{record.name}</span>;
  return (
    <button
      type="button"
      className={`${parts.nameButton} ${styles.name}`}
      title={record.name}
      onClick={() => onOpen({ dialog: 'details', recordId: record.id, name: record.name })}
    >
      {record.name}
    </button>
  );
}

/** There when one points at the record or goes through it by keyboard. */
function Tools({ record, actions: { onOpen, onPrimary } }: { record: RecordRow; actions: RecordActions }) {
  const { t } = useLocale();
  const primary = onPrimary !== null && !record.primary && !record.missing;
  if (record.missing && record.url === null) return null;
  return (
    <span className={styles.rowTools}>
      {primary && <ChoosePrimary record={record} onChoose={onPrimary} />}
      {!record.missing && (
        <RowTool
          icon={MaximizeIcon}
          label={t('action.openDetails', { name: record.name })}
          onClick={() => onOpen({ dialog: 'details', recordId: record.id, name: record.name })}
        />
      )}
      {record.url !== null && <RedirectTool address={record.url} name={record.name} />}
    </span>
  );
}

/** Stands in for the fields of a record that was never read before. */
function Waiting() {
  return (
    <div className={styles.waiting} data-loading="true">
      <Skeleton width="70%" height="14px" borderRadius="var(--ds-radius-small)" isShimmering />
    </div>
  );
}

/** A value whose label is there for those who hear it or point at it. */
function Labelled({ column, cell }: { column: Column; cell: Cell }) {
  return (
    <span className={styles.field} title={column.label}>
      <VisuallyHidden>{column.label}: </VisuallyHidden>
      <CellValue cell={cell} column={column} />
    </span>
  );
}
