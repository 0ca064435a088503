import { useLocale } from '../../../locale/locale';
import { LinkedText } from '../../../parts/linked-text';
import { PersonMark } from '../../../parts/person-mark';
import { plainName } from '../../../parts/plain-text';
import { When } from '../../../parts/when';
import type { CommentRow } from '../../../wire';
import { AudienceMark } from '../audience-mark';
import styles from '../details.module.css';

/** A comment, as Jira shows one. */
export function CommentEntry({ comment }: { comment: CommentRow }) {
  const { t, format } = useLocale();
  const { author, text, atMs, editedAtMs } = comment;
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
        </div>
        <p className={styles.text} dir="auto">
          <LinkedText>{text}</LinkedText>
        </p>
      </div>
    </article>
  );
}
