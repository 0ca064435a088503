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
  /** What has been linked since the search. */
  readonly linked: readonly string[];
  /** Whether records that are linked to other issues cannot be linked to this one. */
  readonly refuseShared: boolean;
  readonly onToggle: (id: string, on: boolean) => void;
}

/** The records found, to choose from. Those that are linked already say so, and cannot be chosen. */
export function SearchResults({ found, chosen, linked, refuseShared, onToggle }: Props) {
  const { t } = useLocale();
  const head = {
    cells: [
      { key: 'weftline:select', width: 4, content: <VisuallyHidden>{t('link.choose')}</VisuallyHidden> },
      ...found.columns.map((column) => ({ key: column.field, content: column.label, isSortable: true })),
    ],
  };
  const rows = found.records.map((record) => ({
    key: record.id,
    cells: [
      {
        key: 'weftline:select',
        content: record.linked || linked.includes(record.id) ? (
          <Lozenge appearance="success">{t('link.already')}</Lozenge>
        ) : refuseShared && record.elsewhere > 0 ? null : (
          <Checkbox
            aria-label={t('list.select', { name: record.name })}
            isChecked={chosen.includes(record.id)}
            onChange={(event) => onToggle(record.id, event.currentTarget.checked)}
          />
        ),
      },
      ...found.columns.map((column, index) => {
        const cell = record.cells[index] ?? { kind: 'empty' as const };
        const value = <CellValue cell={cell} column={column} />;
        const shared = index === 0 && record.elsewhere > 0 && !record.linked;
        return {
          key: orderKey(cell),
          content: shared ? (
            <>
              {value}
              <Elsewhere count={record.elsewhere} refused={refuseShared} />
            </>
          ) : (
            value
          ),
        };
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

/** That a record is linked to other issues, which may keep it from being linked here. */
function Elsewhere({ count, refused }: { count: number; refused: boolean }) {
  const { t } = useLocale();
  return (
    <div className={styles.note} title={refused ? t('link.elsewhereOnlyHint') : undefined}>
      {refused ? t('link.elsewhereOnly') : t('link.elsewhere', { count })}
    </div>
  );
}
