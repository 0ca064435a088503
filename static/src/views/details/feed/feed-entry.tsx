import { useLocale } from '../../../locale/locale';
import type { PlainKey } from '../../../locale/texts';
import { AttachmentList } from '../../../parts/attachments/attachment-list';
import { OutsideLink } from '../../../parts/outside-link';
import { PersonMark } from '../../../parts/person-mark';
import { plainName } from '../../../parts/plain-text';
import { SafeHtml } from '../../../parts/safe-html/safe-html';
import { When } from '../../../parts/when';
import type { Composer, FeedItem, FeedKind, PostedFeedView } from '../../../wire';
import { AudienceMark } from '../audience-mark';
import styles from '../details.module.css';
import { FeedChanges } from './feed-changes';
import { FeedComments } from './feed-comments';

interface Props {
  readonly recordId: string;
  readonly item: FeedItem;
  readonly composer: Composer | null;
  readonly replying: boolean;
  readonly onReply: (itemId: string, open: boolean) => void;
  readonly onChange: (itemId: string, changed: (item: FeedItem) => FeedItem) => void;
  readonly onPosted: (posted: PostedFeedView, replyTo: string | null) => void;
  readonly onHeld: (id: string, held: boolean) => void;
}

const DID: Readonly<Record<FeedKind, PlainKey>> = {
  post: 'feed.kind.post',
  link: 'feed.kind.link',
  file: 'feed.kind.file',
  trackedChange: 'feed.kind.trackedChange',
  caseComment: 'feed.kind.caseComment',
  email: 'feed.kind.email',
  other: 'feed.kind.other',
};

/** An element of a feed with its comments. */
export function FeedEntry(props: Props) {
  const { t } = useLocale();
  const { item } = props;
  return (
    <article className={styles.entry}>
      <PersonMark name={item.author} />
      <div>
        <div className={styles.entryHead}>
          <bdi className={styles.author}>{plainName(item.author)}</bdi>
          <span className={styles.did}>{t(DID[item.kind])}</span>
          <When atMs={item.atMs} />
          {item.public && <AudienceMark isPublic>{t('feed.public')}</AudienceMark>}
        </div>
        <div className={styles.body}>
          {item.title !== null && item.title !== item.link?.text && (
            <p className={styles.title}>
              <bdi>{plainName(item.title)}</bdi>
            </p>
          )}
          <FeedChanges changes={item.changes} />
          {item.html !== '' && <SafeHtml html={item.html} images={item.images} />}
          {item.link !== null && (
            <p className={styles.title}>
              <OutsideLink address={item.link.href}>
                <bdi>{plainName(item.link.text)}</bdi>
              </OutsideLink>
            </p>
          )}
          <AttachmentList attachments={item.attachments} />
        </div>
        <FeedComments {...props} />
      </div>
    </article>
  );
}
