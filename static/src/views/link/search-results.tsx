import Checkbox from '@atlaskit/checkbox';
import DynamicTable from '@atlaskit/dynamic-table';
import Lozenge from '@atlaskit/lozenge';
import { VisuallyHidden } from '../../parts/visually-hidden';
import { useLocale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import { orderKey } from '../../parts/cell-order';
import type { SearchView } from '../../wire';
import styles from './link.module.css';

interface Props {
  readonly found: SearchView;
  readonly chosen: readonly string[];
  readonly onToggle: (id: string, on: boolean) => void;
}

/** The records found, to choose from. Those that are linked already say so, and cannot be chosen. */
export function SearchResults({ found, chosen, onToggle }: Props) {
  const { t } = useLocale();
  const head = {
    cells: [
      { key: 'weftline:select', width: 4, content: <VisuallyHidden>{t('action.link')}</VisuallyHidden> },
      ...found.columns.map((column) => ({ key: column.field, content: column.label, isSortable: true })),
    ],
  };
  const rows = found.records.map((record) => ({
    key: record.id,
    cells: [
      {
        key: 'weftline:select',
        content: record.linked ? (
          <Lozenge appearance="success">{t('link.already')}</Lozenge>
        ) : (
          <Checkbox
            aria-label={t('list.select', { name: record.name })}
            isChecked={chosen.includes(record.id)}
            onChange={(event) => onToggle(record.id, event.currentTarget.checked)}
          />
        ),
      },
      ...found.columns.map((column, index) => {
        const cell = record.cells[index] ?? { kind: 'empty' as const };
        return { key: orderKey(cell), content: <CellValue cell={cell} column={column} /> };
      }),
    ],
  }));
  return (
    <>
      <div className={styles.results} role="region" tabIndex={0} aria-label={t('link.results')}>
        <DynamicTable label={t('link.results')} head={head} rows={rows} />
      </div>
      {found.more && <p className={styles.more}>{t('link.more')}</p>}
    </>
  );
}
