import { useConfigured } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import type { Change } from '../../../wire';
import { valueWords } from './change-words';
import styles from './parts.module.css';
import { ScrolledTable } from './scrolled-table';
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
    <ScrolledTable label={label} heads={[t('changes.section'), t('changes.path'), t('changes.before'), t('changes.after')]}>
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
    </ScrolledTable>
  );
}

function Said({ change, text }: { change: Change; text: string | null }) {
  const { t } = useLocale();
  return text === null ? <span className={styles.subtle}>{t('changes.none')}</span> : <>{valueWords(change, text, t)}</>;
}
