import AttachmentIcon from '@atlaskit/icon/core/attachment';
import ImageIcon from '@atlaskit/icon/core/image';
import { useLocale } from '../../locale/locale';
import type { Attachment } from '../../wire';
import { OutsideLink } from '../outside-link';
import { plainName } from '../plain-text';
import { FetchedImage } from '../safe-html/fetched-image';
import styles from './attachment-list.module.css';

/** Files by their names, which lead to Salesforce; images are shown. */
export function AttachmentList({ attachments }: { attachments: readonly Attachment[] }) {
  const { t, format } = useLocale();
  if (attachments.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('attachments.label')}>
      {attachments.map(({ name, bytes, url, image }, index) => (
        <li key={index} className={image === null ? styles.file : styles.picture}>
          {image !== null && <FetchedImage image={image} name={name} />}
          <span className={styles.line}>
            {image === null ? <AttachmentIcon label="" size="small" /> : <ImageIcon label="" size="small" />}
            <bdi className={styles.name}>
              {url === null ? plainName(name) : <OutsideLink address={url}>{plainName(name)}</OutsideLink>}
            </bdi>
            {bytes !== null && <span className={styles.bytes}>{format.bytes(bytes)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
