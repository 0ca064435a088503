import { useCallback, useRef, useState } from 'react';
import { call } from '../../../bridge/calls';
import { useEpoch } from '../../../hooks/use-epoch';
import { usePages } from '../../../hooks/use-pages';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { Empty } from '../../../parts/empty';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import { WindowedList } from '../../../parts/windowed/windowed-list';
import type { CommentRow, PostedCommentView } from '../../../wire';
import styles from '../details.module.css';
import copies from './copies.module.css';
import { ListEnd } from '../list-end';
import { Missing } from '../missing';
import { CommentComposer } from './comment-composer';
import { CommentEntry } from './comment-entry';
import { IssueComments } from './issue-comments';
import { useCopiesOnTheirWay, usePush } from './use-push';

interface Props {
  readonly recordId: string;
  readonly total: number | null;
  /** Another number: read again. None while another tab is looked at. */
  readonly epoch: number | null;
  readonly onAdded: (count: number) => void;
  readonly onHeld: (id: string, held: boolean) => void;
}

const keyOf = (comment: CommentRow): string => comment.id;

/** All comments of a case, the newest first, and the place to write one (VIEW-3). */
export function CommentsTab({ recordId, total, epoch, onAdded, onHeld }: Props) {
  const { t } = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const ask = useCallback(
    async (after: string | null) => {
      const outcome = await call('comments', { recordId, after });
      if (outcome.kind === 'failed') return outcome;
      const { comments, ...head } = outcome.view;
      return { kind: 'ok', view: { rows: comments, after: head.after, head } } as const;
    },
    [recordId],
  );
  const { paged, reload, more, moreAgain, prepend, change } = usePages(ask, keyOf);
  useEpoch(epoch, reload);

  const onPosted = useCallback(
    (posted: PostedCommentView) => {
      prepend(posted.comments);
      if (!posted.repeated) onAdded(posted.comments.length);
      setSaid(posted.repeated ? t('comments.repeated') : t('comments.posted', { count: posted.comments.length }));
      scroller.current?.scrollTo({ top: 0 });
    },
    [prepend, onAdded, t],
  );

  const onAsked = useCallback(
    (commentId: string) => change((row) => (row.id === commentId ? { ...row, copy: 'pending' } : row)),
    [change],
  );
  const pushing = usePush(recordId, 'toJira', onAsked);
  const look = useCallback(() => {
    void ask(null).then((outcome) => {
      if (outcome.kind === 'failed') return;
      const fresh = new Map(outcome.view.rows.map((row) => [row.id, row.copy]));
      change((row) => ({ ...row, copy: fresh.get(row.id) ?? row.copy }));
    });
  }, [ask, change]);
  useCopiesOnTheirWay(paged.kind === 'ready' && paged.rows.some(({ copy }) => copy === 'pending'), look);

  if (paged.kind === 'loading') return <LinesSkeleton lines={6} />;
  if (paged.kind === 'failed') return <FailureMessage failure={paged.failure} onRetry={reload} />;
  const { rows, head } = paged;
  if (head.missing !== null) return <Missing missing={head.missing} />;
  return (
    <div ref={scroller} className={styles.scroller} tabIndex={0} role="group" aria-label={t('comments.label')}>
      <Announcement>{said}</Announcement>
      {head.composer !== null && (
        <CommentComposer recordId={recordId} composer={head.composer} onPosted={onPosted} onHeld={onHeld} />
      )}
      <p role="status" className={copies.said}>
        {pushing.said}
      </p>
      {head.mayPush && <IssueComments recordId={recordId} />}
      {rows.length === 0 && (
        <Empty title={t('comments.none')} {...(head.composer === null ? {} : { hint: t('comments.noneHint') })} />
      )}
      <WindowedList
        rows={rows}
        keyOf={keyOf}
        estimatePx={88}
        scroller={scroller}
        label={t('comments.label')}
        total={paged.after === null ? rows.length : total}
        onEnd={more}
      >
        {(comment) => (
          <CommentEntry comment={comment} onPush={head.mayPush ? pushing.push : null} sending={pushing.sending} />
        )}
      </WindowedList>
      <ListEnd paged={paged} onAgain={moreAgain} />
    </div>
  );
}
