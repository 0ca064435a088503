import { useConfigured } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import type { Change } from '../../../wire';
import { valueWords } from './change-words';
import styles from './parts.module.css';
import { pathWords, sectionWords } from './section-words';

interface Props {
  readonly label: string;
  readonly changes: readonly Change[];
}

/** What differs, place by place: what it said, and what it says. */
export function ChangesTable({ label, changes }: Props) {
  const { t } = useLocale();
  const configuration = useConfigured();
  return (
    <div className={styles.scroll} role="region" tabIndex={0} aria-label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('changes.section')}</th>
            <th scope="col">{t('changes.path')}</th>
            <th scope="col">{t('changes.before')}</th>
            <th scope="col">{t('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change, index) => (
            <tr key={index}>
              <td>{sectionWords(change.section, configuration, t)}</td>
              <td>{pathWords(change, t)}</td>
              <td>
                <Said change={change} text={change.before} />
              </td>
              <td>
                <Said change={change} text={change.after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Said({ change, text }: { change: Change; text: string | null }) {
  const { t } = useLocale();
  return text === null ? <span className={styles.subtle}>{t('changes.none')}</span> : <>{valueWords(change, text, t)}</>;
}
