import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import type { PageFailure } from '../../../bridge/calls';
import { useLocale } from '../../../locale/locale';
import styles from '../upload.module.css';

interface Props {
  /** Names the earlier job. */
  readonly failure: PageFailure;
  readonly sending: boolean;
  /** Whether the table is still there, where the file can be taken again; otherwise it is chosen anew, and asked for then. */
  readonly again: boolean;
  readonly onLeave: () => void;
}

/** Cases were created from the same file since its rows were checked: nothing is created before someone says that it is meant. */
export function SeenSince({ failure, sending, again, onLeave }: Props) {
  const { t, said } = useLocale();
  return (
    <div role="alert" data-seen="since" data-failure={failure.code}>
      <SectionMessage appearance="warning" title={t('upload.seen.title')}>
        <p>{t('upload.seen.since')}</p>
        <p>{said(failure.text)}</p>
        <div className={styles.section}>
          <div>
            <Button isDisabled={sending} onClick={onLeave}>
              {t(again ? 'upload.seen.toMapping' : 'upload.seen.leave')}
            </Button>
          </div>
        </div>
      </SectionMessage>
    </div>
  );
}
