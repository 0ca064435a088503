import Checkbox from '@atlaskit/checkbox';
import Lozenge from '@atlaskit/lozenge';
import Skeleton from '@atlaskit/skeleton';
import { memo } from 'react';
import { useLocale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import parts from '../../parts/parts.module.css';
import type { Column, RecordRow } from '../../wire';
import type { RecordActions } from '../compact/compact-record';
import { ChoosePrimary, PrimaryMark } from '../panel/primary-mark';
import { RedirectTool } from '../panel/row-tool';
import sync from '../panel/sync.module.css';
import styles from './list.module.css';

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (ids: readonly string[], on: boolean) => void;
}

/** What can be done with a record of the list. */
export interface ListActions extends RecordActions {
  /** None when this user may not unlink: then there is nothing to select for. */
  readonly selection: Selection | null;
}

interface Props {
  readonly record: RecordRow;
  readonly columns: readonly Column[];
  readonly actions: ListActions;
  /** Where it stands among many of which only those in sight are in the page. */
  readonly index?: number;
  readonly measure?: (element: Element | null) => void;
}

/** A record as a row of a table. */
export const ListRecord = memo(function ListRecord({ record, columns, actions, index: at, measure }: Props) {
  const { t } = useLocale();
  const { selection, refreshing } = actions;
  const unread = record.seenAtMs === 0 && !record.missing;
  return (
    <tr
      className={styles.row}
      data-record={record.id}
      {...(selection?.chosen.has(record.id) === true ? { 'data-chosen': true } : {})}
      {...(at === undefined ? {} : { ref: measure, 'data-index': at, 'aria-rowindex': at + 2 })}
    >
      {selection !== null && (
        <td className={styles.select}>
          <Checkbox
            aria-label={t('list.select', { name: record.name })}
            isChecked={selection.chosen.has(record.id)}
            onChange={(event) => selection.toggle([record.id], event.currentTarget.checked)}
          />
        </td>
      )}
      {columns.map((column, index) => (
        <td key={column.field} className={index === 0 ? styles.nameCell : undefined}>
          {index === 0 ? (
            <Name record={record} actions={actions} />
          ) : unread ? (
            refreshing && <Skeleton width="70%" height="14px" borderRadius="var(--ds-radius-small)" isShimmering />
          ) : (
            <div className={record.cells[index]?.kind === 'link' ? styles.oneLine : styles.cell}>
              <CellValue cell={record.cells[index] ?? { kind: 'empty' }} column={column} />
            </div>
          )}
        </td>
      ))}
      <td>{record.linkedAtMs !== null && <CellValue cell={{ kind: 'dateTime', atMs: record.linkedAtMs }} />}</td>
    </tr>
  );
});

function Name({ record, actions }: { record: RecordRow; actions: ListActions }) {
  const gone = actions.gone.get(record.id);
  return (
    <>
      <NameLine record={record} actions={actions} />
      {gone !== undefined && (
        <p className={sync.gone} data-gone={record.id}>
          {gone.hint}
        </p>
      )}
    </>
  );
}

function NameLine({ record, actions: { onOpen, onPrimary, gone } }: { record: RecordRow; actions: ListActions }) {
  const { t } = useLocale();
  const mark = gone.get(record.id)?.mark ?? null;
  if (record.missing)
    return (
      <span className={styles.name} title={mark === null ? t('panel.missingHint') : undefined}>
        <span className={styles.gone}>{record.name}</span> <Lozenge appearance="removed">{mark ?? t('panel.missing')}</Lozenge>
        {record.primary && <PrimaryMark />}
      </span>
    );
  return (
    <span className={styles.name}>
      <button
        type="button"
        className={`${parts.nameButton} ${styles.nameText}`}
        title={record.name}
        onClick={() => onOpen({ dialog: 'details', recordId: record.id, name: record.name })}
      >
        {record.name}
      </button>
      {mark !== null && <Lozenge appearance="removed">{mark}</Lozenge>}
      {record.primary && <PrimaryMark />}
      <span className={styles.rowTools}>
        {onPrimary !== null && !record.primary && <ChoosePrimary record={record} onChoose={onPrimary} />}
        {record.url !== null && <RedirectTool address={record.url} name={record.name} />}
      </span>
    </span>
  );
}
