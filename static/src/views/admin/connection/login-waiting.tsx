import Button from '@atlaskit/button/new';
import SectionMessage, { SectionMessageAction } from '@atlaskit/section-message';
import { useFocusHere } from '../../../hooks/use-focus';
import { useNow } from '../../../hooks/use-now';
import { useLocale } from '../../../locale/locale';
import parts from '../../../parts/parts.module.css';
import type { LoginView } from '../../../wire';
import styles from '../admin.module.css';

interface Props {
  readonly login: LoginView;
  readonly onOpen: () => void;
  readonly onCancel: () => void;
}

/** While the admin logs in to Salesforce in another tab. */
export function LoginWaiting({ login, onOpen, onCancel }: Props) {
  const { t, format } = useLocale();
  const now = useNow();
  const here = useFocusHere<HTMLDivElement>();
  return (
    <div ref={here} tabIndex={-1} role="status" className={parts.message} data-waiting="login">
      <SectionMessage
        title={t('login.waiting')}
        actions={[
          <SectionMessageAction key="open" onClick={onOpen}>
            {t('login.open')}
          </SectionMessageAction>,
        ]}
      >
        <p>{t('login.waitingText')}</p>
        <p>{t('login.until', { time: format.moment(login.expiresAtMs, now) })}</p>
      </SectionMessage>
      <div className={styles.buttons}>
        <Button appearance="subtle" onClick={onCancel}>
          {t('login.cancel')}
        </Button>
      </div>
    </div>
  );
}
