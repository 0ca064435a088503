import { useLocale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import { Empty } from '../../parts/empty';
import type { DetailField } from '../../wire';
import styles from './details.module.css';

/** The chosen fields, in their order. */
export function FieldsTab({ fields }: { fields: readonly DetailField[] }) {
  const { t } = useLocale();
  if (fields.length === 0) return <Empty title={t('details.empty')} hint={t('details.emptyHint')} />;
  return (
    <div className={styles.scroller} tabIndex={0} role="group" aria-label={t('details.tab')}>
      <dl className={styles.fields}>
        {fields.map(({ column, cell }) => (
          <div key={column.field} className={styles.field}>
            <dt>{column.label}</dt>
            <dd dir="auto">
              <CellValue cell={cell} column={column} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
