import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import type { ReactNode } from 'react';
import type { PageFailure } from '../bridge/calls';
import { useLocale } from '../locale/locale';
import { failureWords } from './failure-words';
import styles from './parts.module.css';

interface Props {
  readonly failure: PageFailure;
  readonly onRetry?: () => void;
  /** What is shown in spite of the failure, like "Showing values from 14:02."; makes it a warning. */
  readonly stillShown?: ReactNode;
}

/** Says what went wrong and what to do about it. */
export function FailureMessage({ failure, onRetry, stillShown }: Props) {
  const locale = useLocale();
  const { title, remedy, wait, detail } = failureWords(failure, locale);
  return (
    <div role="alert" className={styles.message} data-failure={failure.code}>
      <SectionMessage appearance={stillShown === undefined ? 'error' : 'warning'} title={title}>
        {stillShown !== undefined && <p>{stillShown}</p>}
        <p>{[remedy, wait].filter((part) => part !== null).join(' ')}</p>
        {detail !== null && <p className={styles.subtle}>{detail}</p>}
        {onRetry !== undefined && (
          <div className={styles.messageActions}>
            <Button spacing="compact" onClick={onRetry}>
              {locale.t('action.tryAgain')}
            </Button>
          </div>
        )}
      </SectionMessage>
    </div>
  );
}
