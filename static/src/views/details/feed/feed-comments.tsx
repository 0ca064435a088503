import Button from '@atlaskit/button/new';
import { useRef, useState, type RefObject } from 'react';
import { call, type PageFailure } from '../../../bridge/calls';
import { useFocusBack } from '../../../hooks/use-focus';
import { useLocale } from '../../../locale/locale';
import { AttachmentList } from '../../../parts/attachments/attachment-list';
import { FailureMessage } from '../../../parts/failure-message';
import { PersonMark } from '../../../parts/person-mark';
import { plainName } from '../../../parts/plain-text';
import { SafeHtml } from '../../../parts/safe-html/safe-html';
import { When } from '../../../parts/when';
import type { Composer, FeedComment, FeedItem, PostedFeedView } from '../../../wire';
import styles from '../details.module.css';
import { FeedComposer } from './feed-composer';
import own from './feed.module.css';

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

/** The comments on an element, the oldest first, and the way to older ones and to one's own. */
export function FeedComments(props: Props) {
  const { recordId, item, composer, replying, onReply, onChange, onPosted, onHeld } = props;
  const { t } = useLocale();
  const list = useRef<HTMLUListElement>(null);
  const { loading, failure, older } = useOlder(recordId, item, onChange, list);
  const opener = useFocusBack<HTMLButtonElement>(replying);
  const hidden = item.commentCount - item.comments.length;
  return (
    <>
      {item.moreComments !== null && (
        <div className={own.older}>
          <Button appearance="subtle" spacing="compact" isLoading={loading} onClick={() => void older()}>
            {hidden > 0 ? t('feed.older', { count: hidden }) : t('feed.olderSome')}
          </Button>
          {failure !== null && <FailureMessage failure={failure} onRetry={() => void older()} />}
        </div>
      )}
      {item.comments.length > 0 && (
        <ul ref={list} tabIndex={-1} className={own.comments} aria-label={t('feed.comments')}>
          {item.comments.map((comment) => (
            <li key={comment.id}>
              <CommentEntry comment={comment} />
            </li>
          ))}
        </ul>
      )}
      {composer !== null && item.commentable && (
        <div className={own.reply}>
          {replying ? (
            <FeedComposer
              recordId={recordId}
              composer={composer}
              replyTo={item.id}
              label={t('feed.commentText')}
              submit={t('feed.comment')}
              onPosted={onPosted}
              onClose={() => onReply(item.id, false)}
              onHeld={onHeld}
            />
          ) : (
            <Button
              ref={opener}
              appearance="subtle"
              spacing="compact"
              aria-label={t('feed.commentOn', { name: plainName(item.author) })}
              onClick={() => onReply(item.id, true)}
            >
              {t('feed.comment')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function CommentEntry({ comment }: { comment: FeedComment }) {
  return (
    <article className={own.comment}>
      <PersonMark name={comment.author} small />
      <div>
        <div className={styles.entryHead}>
          <bdi className={styles.author}>{plainName(comment.author)}</bdi>
          <When atMs={comment.atMs} />
        </div>
        <SafeHtml html={comment.html} images={comment.images} />
        <AttachmentList attachments={comment.attachments} />
      </div>
    </article>
  );
}

/** Reads older comments, a page at a time, and puts them before those that are there. */
function useOlder(recordId: string, item: FeedItem, onChange: Props['onChange'], list: RefObject<HTMLElement>) {
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  const older = async (): Promise<void> => {
    if (loading || item.moreComments === null) return;
    setLoading(true);
    setFailure(null);
    const outcome = await call('feedComments', { recordId, itemId: item.id, after: item.moreComments });
    setLoading(false);
    if (outcome.kind === 'failed') {
      setFailure(outcome.failure);
      return;
    }
    const { comments, after } = outcome.view;
    // The button that was used is about to go.
    if (after === null) list.current?.focus();
    onChange(item.id, (now) => {
      const known = new Set(now.comments.map(({ id }) => id));
      return { ...now, comments: [...comments.filter(({ id }) => !known.has(id)), ...now.comments], moreComments: after };
    });
  };
  return { loading, failure, older };
}
