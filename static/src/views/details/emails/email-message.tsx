import Heading from '@atlaskit/heading';
import { useEffect } from 'react';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import type { PlainKey } from '../../../locale/texts';
import { AttachmentList } from '../../../parts/attachments/attachment-list';
import { FailureMessage } from '../../../parts/failure-message';
import { OutsideLink } from '../../../parts/outside-link';
import { PersonMark } from '../../../parts/person-mark';
import { plainName } from '../../../parts/plain-text';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { EmailView } from '../../../wire';
import { EmailFrame } from './email-frame';
import styles from './emails.module.css';

interface Props {
  readonly recordId: string;
  readonly emailId: string;
  /** The message, when it is here already. */
  readonly known: EmailView | null;
  readonly onRead: (email: EmailView) => void;
}

/** One message. */
export function EmailMessage({ known, ...unknown }: Props) {
  return known === null ? <UnreadMessage {...unknown} /> : <Message email={known} />;
}

function UnreadMessage({ recordId, emailId, onRead }: Omit<Props, 'known'>) {
  const { loaded, reload } = useView('email', { recordId, emailId });
  const email = loaded.kind === 'ready' ? loaded.view : null;
  useEffect(() => {
    if (email !== null) onRead(email);
  }, [email, onRead]);
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  return <LinesSkeleton lines={6} />;
}

function Message({ email }: { email: EmailView }) {
  const { t, format } = useLocale();
  const { head } = email;
  const subject = plainName(head.subject) || t('emails.noSubject');
  return (
    <>
      <div className={styles.messageHead}>
        <Heading size="small" as="h2">
          <bdi>{subject}</bdi>
        </Heading>
        <div className={styles.people}>
          <PersonMark name={head.from} />
          <div className={styles.addresses}>
            <div className={styles.rowLine}>
              <bdi className={styles.sender}>{plainName(head.from)}</bdi>
              <time className={styles.at} dateTime={new Date(head.atMs).toISOString()}>
                {format.instant(head.atMs)}
              </time>
            </div>
            <Addresses textKey="emails.to" text={head.to} />
            <Addresses textKey="emails.cc" text={email.cc} />
            <Addresses textKey="emails.bcc" text={email.bcc} />
          </div>
        </div>
        <AttachmentList attachments={email.attachments} />
        {(email.remoteImages || email.cut) && (
          <p className={styles.note}>
            {email.remoteImages && t('emails.remoteImages')} {email.cut && t('emails.cut')}{' '}
            {email.url !== null && <OutsideLink address={email.url}>{t('emails.open')}</OutsideLink>}
          </p>
        )}
      </div>
      {email.html === null && email.text.trim() === '' ? (
        <p className={styles.note}>{t('emails.nobody')}</p>
      ) : (
        <EmailFrame email={email} title={t('emails.body', { subject })} />
      )}
    </>
  );
}

function Addresses({ textKey, text }: { textKey: PlainKey; text: string }) {
  const { t } = useLocale();
  if (text === '') return null;
  return (
    <div className={styles.address}>
      <span className={styles.addressLabel}>{t(textKey)}</span> <bdi>{plainName(text)}</bdi>
    </div>
  );
}
