import { useLocale } from '../../../locale/locale';
import { LinkedText } from '../../../parts/linked-text';
import { PersonMark } from '../../../parts/person-mark';
import { plainName } from '../../../parts/plain-text';
import { When } from '../../../parts/when';
import type { CommentRow } from '../../../wire';
import { AudienceMark } from '../audience-mark';
import styles from '../details.module.css';
import { CopyMark } from './copy-mark';

interface Props {
  readonly comment: CommentRow;
  /** Has it copied to Jira; none where this user may not. */
  readonly onPush: ((commentId: string) => void) | null;
  readonly sending: boolean;
}

/** A comment, as Jira shows one. */
export function CommentEntry({ comment, onPush, sending }: Props) {
  const { t, format } = useLocale();
  const { id, author, text, atMs, editedAtMs, copy } = comment;
  return (
    <article className={styles.entry}>
      <PersonMark name={author} />
      <div>
        <div className={styles.entryHead}>
          <bdi className={styles.author}>{plainName(author)}</bdi>
          <When atMs={atMs} />
          {editedAtMs !== null && (
            <span className={styles.edited} title={format.instant(editedAtMs)}>
              {t('comments.edited')}
            </span>
          )}
          <AudienceMark isPublic={comment.public}>{comment.public ? t('comments.public') : t('comments.internal')}</AudienceMark>
          <CopyMark author={author} copy={copy} way="toJira" onPush={onPush === null ? null : () => onPush(id)} sending={sending} />
        </div>
        <p className={styles.text} dir="auto">
          <LinkedText>{text}</LinkedText>
        </p>
      </div>
    </article>
  );
}
