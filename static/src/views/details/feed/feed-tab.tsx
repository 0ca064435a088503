import { useCallback, useRef, useState } from 'react';
import { call } from '../../../bridge/calls';
import { useFocusBack } from '../../../hooks/use-focus';
import { useEpoch } from '../../../hooks/use-epoch';
import { usePages } from '../../../hooks/use-pages';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { Empty } from '../../../parts/empty';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import { WindowedList } from '../../../parts/windowed/windowed-list';
import type { Composer, FeedItem, PostedFeedView } from '../../../wire';
import styles from '../details.module.css';
import { ListEnd } from '../list-end';
import { Missing } from '../missing';
import { FeedComposer } from './feed-composer';
import { FeedEntry } from './feed-entry';

interface Props {
  readonly recordId: string;
  readonly total: number | null;
  /** Another number: read again. None while another tab is looked at. */
  readonly epoch: number | null;
  readonly onAdded: (count: number) => void;
  readonly onHeld: (id: string, held: boolean) => void;
}

const keyOf = (item: FeedItem): string => item.id;

/** A record's feed, the newest first, and the place to post to it (VIEW-4). */
export function FeedTab({ recordId, total, epoch, onAdded, onHeld }: Props) {
  const { t } = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const [replying, setReplying] = useState<ReadonlySet<string>>(new Set());
  const ask = useCallback(
    async (after: string | null) => {
      const outcome = await call('feed', { recordId, after });
      if (outcome.kind === 'failed') return outcome;
      const { items, ...head } = outcome.view;
      return { kind: 'ok', view: { rows: items, after: head.after, head } } as const;
    },
    [recordId],
  );
  const { paged, reload, more, moreAgain, prepend, change } = usePages(ask, keyOf);
  useEpoch(epoch, reload);

  const onReply = useCallback((itemId: string, open: boolean) => {
    setReplying((before) => {
      const after = new Set(before);
      if (open) after.add(itemId);
      else after.delete(itemId);
      return after;
    });
  }, []);
  const changeItem = useCallback(
    (itemId: string, changed: (item: FeedItem) => FeedItem) =>
      change((item) => (item.id === itemId ? changed(item) : item)),
    [change],
  );
  const onPosted = useCallback(
    (posted: PostedFeedView, replyTo: string | null) => {
      setSaid(t(posted.repeated ? 'feed.repeated' : posted.kind === 'item' ? 'feed.posted' : 'feed.commentPosted'));
      if (posted.kind === 'item') {
        prepend([posted.item]);
        if (!posted.repeated) onAdded(1);
        scroller.current?.scrollTo({ top: 0 });
      } else if (replyTo !== null) {
        const { comment } = posted;
        changeItem(replyTo, (item) =>
          item.comments.some(({ id }) => id === comment.id)
            ? item
            : { ...item, comments: [...item.comments, comment], commentCount: item.commentCount + 1 },
        );
      }
    },
    [prepend, changeItem, onAdded, t],
  );

  if (paged.kind === 'loading') return <LinesSkeleton lines={6} />;
  if (paged.kind === 'failed') return <FailureMessage failure={paged.failure} onRetry={reload} />;
  const { rows, head } = paged;
  const { composer } = head;
  if (head.missing !== null) return <Missing missing={head.missing} />;
  return (
    <div ref={scroller} className={styles.scroller} tabIndex={0} role="group" aria-label={t('feed.label')}>
      <Announcement>{said}</Announcement>
      {composer !== null && (
        <PostComposer recordId={recordId} composer={composer} onPosted={onPosted} onHeld={onHeld} />
      )}
      {rows.length === 0 && (
        <Empty title={t('feed.none')} {...(composer === null ? {} : { hint: t('feed.noneHint') })} />
      )}
      <WindowedList
        rows={rows}
        keyOf={keyOf}
        estimatePx={132}
        scroller={scroller}
        label={t('feed.label')}
        total={paged.after === null ? rows.length : total}
        kept={replying}
        onEnd={more}
      >
        {(item) => (
          <FeedEntry
            recordId={recordId}
            item={item}
            composer={composer}
            replying={replying.has(item.id)}
            onReply={onReply}
            onChange={changeItem}
            onPosted={onPosted}
            onHeld={onHeld}
          />
        )}
      </WindowedList>
      <ListEnd paged={paged} onAgain={moreAgain} />
    </div>
  );
}

interface PostProps {
  readonly recordId: string;
  readonly composer: Composer;
  readonly onPosted: (posted: PostedFeedView, replyTo: string | null) => void;
  readonly onHeld: (id: string, held: boolean) => void;
}

/** One line that opens the editor. */
function PostComposer(props: PostProps) {
  const { t } = useLocale();
  const [open, setOpen] = useState(false);
  const opener = useFocusBack<HTMLButtonElement>(open);
  return (
    <div className={styles.composer}>
      {open ? (
        <FeedComposer {...props} replyTo={null} label={t('feed.text')} submit={t('feed.post')} onClose={() => setOpen(false)} />
      ) : (
        <button ref={opener} type="button" className={styles.closed} onClick={() => setOpen(true)}>
          {t('feed.add')}
        </button>
      )}
    </div>
  );
}
