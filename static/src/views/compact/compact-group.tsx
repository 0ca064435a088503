import { IconButton } from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import MaximizeIcon from '@atlaskit/icon/core/maximize';
import Lozenge from '@atlaskit/lozenge';
import { VisuallyHidden } from '../../parts/visually-hidden';
import { useId } from 'react';
import type { DialogRequest } from '../../bridge/dialogs';
import { useLocale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import { RedirectButton } from '../../parts/outside-link';
import { isStatus } from '../../parts/status';
import type { Cell, Column, RecordGroup, RecordRow } from '../../wire';
import styles from './compact.module.css';

type Open = (request: DialogRequest) => void;

/** The linked records of one object. */
export function CompactGroup({ group, onOpen }: { group: RecordGroup; onOpen: Open }) {
  const heading = useId();
  if (group.records.length === 0) return null;
  return (
    <section aria-labelledby={heading} className={styles.group}>
      <div id={heading} className={styles.heading}>
        <Heading size="xxsmall" as="h2">
          {group.labelPlural}
        </Heading>
        <span className={styles.count}>{group.records.length}</span>
      </div>
      <ul className={styles.records}>
        {group.records.map((record) => (
          <CompactRecord key={record.id} record={record} columns={group.columns} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

interface RecordProps {
  readonly record: RecordRow;
  readonly columns: readonly Column[];
  readonly onOpen: Open;
}

function CompactRecord({ record, columns, onOpen }: RecordProps) {
  const { t } = useLocale();
  // The name's own cell comes first; the record's name is shown in its place.
  const fields = columns.flatMap((column, index) => {
    const cell = record.cells[index];
    return index === 0 || cell === undefined || cell.kind === 'empty' ? [] : [{ column, cell }];
  });
  const status = fields.find(({ column }) => isStatus(column));
  return (
    <li className={styles.record}>
      <div className={styles.line}>
        <span className={styles.name}>{record.name}</span>
        {record.missing ? (
          <span title={t('panel.missingHint')}>
            <Lozenge appearance="removed">{t('panel.missing')}</Lozenge>
          </span>
        ) : (
          status !== undefined && <Labelled {...status} />
        )}
        <span className={styles.rowTools}>
          {!record.missing && (
            <IconButton
              icon={MaximizeIcon}
              label={t('action.openDetails', { name: record.name })}
              appearance="subtle"
              spacing="compact"
              onClick={() => onOpen({ dialog: 'details', recordId: record.id, name: record.name })}
            />
          )}
          {record.url !== null && <RedirectButton address={record.url} name={record.name} />}
        </span>
      </div>
      <div className={styles.fields}>
        {fields
          .filter((field) => field !== status)
          .map(({ column, cell }) => (
            <Labelled key={column.field} column={column} cell={cell} />
          ))}
      </div>
    </li>
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
