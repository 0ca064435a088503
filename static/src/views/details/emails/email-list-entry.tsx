import IncomingIcon from '@atlaskit/icon/core/arrow-down-left';
import OutgoingIcon from '@atlaskit/icon/core/arrow-up-right';
import AttachmentIcon from '@atlaskit/icon/core/attachment';
import { useLocale } from '../../../locale/locale';
import { plainName } from '../../../parts/plain-text';
import { VisuallyHidden } from '../../../parts/visually-hidden';
import { When } from '../../../parts/when';
import styles from './emails.module.css';
import type { EmailRow } from './threads';

/** A message in the list. Those that are not the newest of their thread stand further in, without its subject. */
export function EmailListEntry({ row: { head, earlier } }: { row: EmailRow }) {
  const { t } = useLocale();
  const Direction = head.incoming ? IncomingIcon : OutgoingIcon;
  return (
    <div className={earlier ? `${styles.row} ${styles.earlier}` : styles.row}>
      <div className={styles.rowLine}>
        <Direction label={t(head.incoming ? 'emails.incoming' : 'emails.outgoing')} size="small" />
        <bdi className={styles.from}>{shortName(head.incoming ? head.from : head.to)}</bdi>
        {head.hasAttachments && <AttachmentIcon label={t('emails.attachments')} size="small" />}
        <When atMs={head.atMs} short />
      </div>
      {earlier ? (
        <VisuallyHidden>{t('emails.thread')}</VisuallyHidden>
      ) : (
        <bdi className={styles.subject}>{plainName(head.subject) || t('emails.noSubject')}</bdi>
      )}
    </div>
  );
}

/** Names without the addresses that follow them. */
function shortName(people: string): string {
  return plainName(people).replace(/(\S)\s*<[^<>]*>/g, '$1');
}
