import Button from '@atlaskit/button/new';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { failureWords } from '../../parts/failure-words';
import styles from './create.module.css';
import type { RecordTypeHandle } from './use-record-type';

/** That what the record type offers is not known: the form works with every value, and Salesforce judges. */
export function RecordTypeState({ recordType: { reading, failure, again } }: { recordType: RecordTypeHandle }) {
  const locale = useLocale();
  const { t } = locale;
  return (
    <>
      {failure !== null && (
        <div className={styles.recordType}>
          <p>{t('create.recordType.failed', { reason: failureWords(failure, locale).title })}</p>
          <Button spacing="compact" appearance="subtle" onClick={again}>
            {t('action.tryAgain')}
          </Button>
        </div>
      )}
      <Announcement>{reading ? t('create.recordType.reading') : ''}</Announcement>
    </>
  );
}
