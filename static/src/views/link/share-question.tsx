import SectionMessage from '@atlaskit/section-message';
import { useFocusHere } from '../../hooks/use-focus';
import { useLocale } from '../../locale/locale';
import type { RecordRow } from '../../wire';
import styles from './link.module.css';

interface Props {
  readonly records: readonly RecordRow[];
  /** How many others have been linked. */
  readonly linked: number;
}

/** Asks whether records that are linked to other issues are to be linked here too. */
export function ShareQuestion({ records, linked }: Props) {
  const { t } = useLocale();
  const here = useFocusHere<HTMLDivElement>();
  return (
    <div ref={here} tabIndex={-1} role="alert" data-question="share">
      <SectionMessage appearance="warning" title={t('link.share.title', { count: records.length })}>
        <Records records={records} />
        <p>{t('link.share.text', { count: records.length })}</p>
        {linked > 0 && <p>{t('link.share.done', { count: linked })}</p>}
      </SectionMessage>
    </div>
  );
}

/** Says which records were not linked because they are linked to other issues, and that they cannot be. */
export function RefusedMessage({ records }: { records: readonly RecordRow[] }) {
  const { t } = useLocale();
  return (
    <div role="alert" className={styles.refused}>
      <SectionMessage appearance="warning" title={t('link.refused.title', { count: records.length })}>
        <Records records={records} />
        <p>{t('link.refused.text')}</p>
      </SectionMessage>
    </div>
  );
}

function Records({ records }: { records: readonly RecordRow[] }) {
  const { t } = useLocale();
  return (
    <ul className={styles.questioned}>
      {records.map((record) => (
        <li key={record.id}>
          <span className={styles.questionedName}>{record.name}</span>
          {record.elsewhere > 0 && <span className={styles.note}>{t('link.elsewhere', { count: record.elsewhere })}</span>}
        </li>
      ))}
    </ul>
  );
}
