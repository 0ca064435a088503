import Checkbox from '@atlaskit/checkbox';
import DynamicTable from '@atlaskit/dynamic-table';
import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import type { DialogRequest } from '../../bridge/dialogs';
import { useLocale, type Locale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import { orderKey } from '../../parts/cell-order';
import { RedirectButton } from '../../parts/outside-link';
import parts from '../../parts/parts.module.css';
import type { RecordGroup, RecordRow } from '../../wire';
import styles from './list.module.css';

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (ids: readonly string[], on: boolean) => void;
}

interface Props {
  readonly group: RecordGroup;
  readonly onOpen: (request: DialogRequest) => void;
  /** None when this user may not unlink: then there is nothing to select for. */
  readonly selection: Selection | null;
}

const LINKED = 'weftline:linked';

/** The linked records of one object, the newest link first until the user sorts otherwise. */
export function RecordTable({ group, onOpen, selection }: Props) {
  const locale = useLocale();
  const { t } = locale;
  return (
    <section className={styles.group}>
      <div className={styles.heading}>
        <Heading size="xsmall" as="h2">
          {group.labelPlural}
        </Heading>
        <span className={styles.count}>{group.records.length}</span>
      </div>
      <div className={styles.scroll} role="region" tabIndex={0} aria-label={t('list.scroll', { objects: group.labelPlural })}>
        <DynamicTable
          label={group.labelPlural}
          head={headOf(group, selection, locale)}
          rows={group.records.map((record) => rowOf(record, { group, onOpen, selection }, locale))}
          defaultSortKey={LINKED}
          defaultSortOrder="DESC"
        />
      </div>
    </section>
  );
}

function headOf(group: RecordGroup, selection: Selection | null, { t }: Locale) {
  const ids = group.records.map((record) => record.id);
  const count = selection === null ? 0 : ids.filter((id) => selection.chosen.has(id)).length;
  return {
    cells: [
      ...(selection === null
        ? []
        : [
            {
              key: 'weftline:select',
              width: 3,
              content: (
                <Checkbox
                  aria-label={t('list.selectAll', { objects: group.labelPlural })}
                  isChecked={count === ids.length}
                  isIndeterminate={count > 0 && count < ids.length}
                  onChange={(event) => selection.toggle(ids, event.currentTarget.checked)}
                />
              ),
            },
          ]),
      ...group.columns.map((column) => ({ key: column.field, content: column.label, isSortable: true })),
      { key: LINKED, content: t('list.linked'), isSortable: true },
    ],
  };
}

function rowOf(record: RecordRow, { group, onOpen, selection }: Props, { t }: Locale) {
  return {
    key: record.id,
    cells: [
      ...(selection === null
        ? []
        : [
            {
              key: 'weftline:select',
              content: (
                <Checkbox
                  aria-label={t('list.select', { name: record.name })}
                  isChecked={selection.chosen.has(record.id)}
                  onChange={(event) => selection.toggle([record.id], event.currentTarget.checked)}
                />
              ),
            },
          ]),
      ...group.columns.map((column, index) => {
        const cell = record.cells[index] ?? { kind: 'empty' as const };
        return index === 0
          ? { key: record.name, content: <Name record={record} onOpen={onOpen} /> }
          : {
              key: orderKey(cell),
              content: (
                <div className={cell.kind === 'text' ? `${styles.cell} ${styles.words}` : styles.cell}>
                  <CellValue cell={cell} column={column} />
                </div>
              ),
            };
      }),
      {
        key: record.linkedAtMs ?? 0,
        content: record.linkedAtMs === null ? null : <CellValue cell={{ kind: 'dateTime', atMs: record.linkedAtMs }} />,
      },
    ],
  };
}

function Name({ record, onOpen }: { record: RecordRow; onOpen: (request: DialogRequest) => void }) {
  const { t } = useLocale();
  if (record.missing)
    return (
      <span className={styles.missing} title={t('panel.missingHint')}>
        {record.name} <Lozenge appearance="removed">{t('panel.missing')}</Lozenge>
      </span>
    );
  return (
    <span className={styles.name}>
      <button
        type="button"
        className={parts.nameButton}
        onClick={() => onOpen({ dialog: 'details', recordId: record.id, name: record.name })}
      >
        {record.name}
      </button>
      {record.url !== null && <RedirectButton address={record.url} name={record.name} />}
    </span>
  );
}
