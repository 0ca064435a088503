import Button from '@atlaskit/button/new';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import ChevronRightIcon from '@atlaskit/icon/core/chevron-right';
import { useCallback, useId, useState } from 'react';
import { call } from '../../../bridge/calls';
import { usePages } from '../../../hooks/use-pages';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { PersonMark } from '../../../parts/person-mark';
import { plainName } from '../../../parts/plain-text';
import { LinesSkeleton } from '../../../parts/skeletons';
import { When } from '../../../parts/when';
import type { IssueCommentRow } from '../../../wire';
import { AudienceMark } from '../audience-mark';
import details from '../details.module.css';
import { CopyMark } from './copy-mark';
import styles from './copies.module.css';
import { useCopiesOnTheirWay, usePush } from './use-push';

/** So much of a comment is given: what is as long goes on in Jira. */
const CUT_AT = 300;

const keyOf = (comment: IssueCommentRow): string => comment.id;

/** The issue's own comments with what has become of each in Salesforce, to copy single ones (CMT-2). Read when opened. */
export function IssueComments({ recordId }: { recordId: string }) {
  const { t } = useLocale();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.issue} aria-label={t('issueComments.title')}>
      <button
        type="button"
        className={styles.opener}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? <ChevronDownIcon label="" /> : <ChevronRightIcon label="" />}
        {t('issueComments.title')}
      </button>
      <div id={id} hidden={!open}>
        {open && <List recordId={recordId} />}
      </div>
    </section>
  );
}

function List({ recordId }: { recordId: string }) {
  const { t } = useLocale();
  const ask = useCallback(
    async (after: string | null) => {
      const outcome = await call('issueComments', { recordId, after });
      if (outcome.kind === 'failed') return outcome;
      const { comments, ...head } = outcome.view;
      return { kind: 'ok', view: { rows: comments, after: head.after, head } } as const;
    },
    [recordId],
  );
  const { paged, reload, moreAgain, change } = usePages(ask, keyOf);
  const onAsked = useCallback(
    (commentId: string) => change((row) => (row.id === commentId ? { ...row, copy: 'pending' } : row)),
    [change],
  );
  const { sending, said, push } = usePush(recordId, 'toSalesforce', onAsked);
  const look = useCallback(() => {
    void ask(null).then((outcome) => {
      if (outcome.kind === 'failed') return;
      const fresh = new Map(outcome.view.rows.map((row) => [row.id, row.copy]));
      change((row) => ({ ...row, copy: fresh.get(row.id) ?? row.copy }));
    });
  }, [ask, change]);
  useCopiesOnTheirWay(paged.kind === 'ready' && paged.rows.some(({ copy }) => copy === 'pending'), look);

  if (paged.kind === 'loading') return <LinesSkeleton lines={3} />;
  if (paged.kind === 'failed') return <FailureMessage failure={paged.failure} onRetry={reload} />;
  const { rows, head, after, loadingMore, trouble } = paged;
  return (
    <>
      <p className={styles.quiet}>{t(head.automatic ? 'issueComments.automatic' : 'issueComments.manual')}</p>
      {rows.length === 0 && <p className={styles.quiet}>{t('issueComments.none')}</p>}
      <ul className={styles.list}>
        {rows.map((row) => (
          <li key={row.id} data-issue-comment={row.id}>
            <Entry row={row} sending={sending} onPush={head.mayPush ? () => push(row.id) : null} />
          </li>
        ))}
      </ul>
      {trouble !== null && <FailureMessage failure={trouble} onRetry={moreAgain} />}
      {after !== null && trouble === null && (
        <Button appearance="subtle" spacing="compact" isLoading={loadingMore} onClick={moreAgain}>
          {t('issueComments.more')}
        </Button>
      )}
      <p role="status" className={styles.quiet}>
        {said}
      </p>
    </>
  );
}

interface EntryProps {
  readonly row: IssueCommentRow;
  readonly sending: boolean;
  readonly onPush: (() => void) | null;
}

function Entry({ row: { author, text, public: isPublic, atMs, copy }, sending, onPush }: EntryProps) {
  const { t } = useLocale();
  return (
    <article className={details.entry}>
      <PersonMark name={author} />
      <div>
        <div className={details.entryHead}>
          <bdi className={details.author}>{plainName(author)}</bdi>
          <When atMs={atMs} />
          <AudienceMark isPublic={isPublic}>{isPublic ? t('comments.public') : t('comments.internal')}</AudienceMark>
          <CopyMark author={author} copy={copy} way="toSalesforce" onPush={onPush} sending={sending} />
        </div>
        <p className={details.text} dir="auto">
          {[...text].length >= CUT_AT ? `${text}…` : text}
        </p>
      </div>
    </article>
  );
}
