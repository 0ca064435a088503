import { useCallback, useMemo, useRef, useState } from 'react';
import { call } from '../../../bridge/calls';
import { useEpoch } from '../../../hooks/use-epoch';
import { usePages } from '../../../hooks/use-pages';
import { useLocale } from '../../../locale/locale';
import { Empty } from '../../../parts/empty';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import { WindowedList } from '../../../parts/windowed/windowed-list';
import type { EmailHead, EmailView } from '../../../wire';
import { ListEnd } from '../list-end';
import { Missing } from '../missing';
import { EmailListEntry } from './email-list-entry';
import { EmailMessage } from './email-message';
import styles from './emails.module.css';
import { threadsOf, type EmailRow } from './threads';

interface Props {
  readonly recordId: string;
  readonly total: number | null;
  /** Another number: read again. None while another tab is looked at. */
  readonly epoch: number | null;
}

const keyOf = (head: EmailHead): string => head.id;
const rowKeyOf = (row: EmailRow): string => row.head.id;

/** A record's e-mail messages: on the left which there are, in threads; on the right the chosen one (VIEW-5). */
export function EmailsTab({ recordId, total, epoch }: Props) {
  const { t } = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  /** The messages that were read: none is asked for twice. */
  const [messages, setMessages] = useState<ReadonlyMap<string, EmailView>>(new Map());
  const onRead = useCallback((email: EmailView) => setMessages((before) => new Map(before).set(email.head.id, email)), []);
  const ask = useCallback(
    async (after: string | null) => {
      const outcome = await call('emails', { recordId, after });
      if (outcome.kind === 'failed') return outcome;
      const { emails, ...head } = outcome.view;
      if (head.newest !== null) onRead(head.newest);
      return { kind: 'ok', view: { rows: emails, after: head.after, head } } as const;
    },
    [recordId, onRead],
  );
  const { paged, reload, more, moreAgain } = usePages(ask, keyOf);
  useEpoch(epoch, reload);
  const heads = paged.kind === 'ready' ? paged.rows : null;
  const rows = useMemo(() => threadsOf(heads ?? []), [heads]);

  if (paged.kind === 'loading') return <LinesSkeleton lines={6} />;
  if (paged.kind === 'failed') return <FailureMessage failure={paged.failure} onRetry={reload} />;
  if (paged.head.missing !== null) return <Missing missing={paged.head.missing} />;
  if (rows.length === 0) return <Empty title={t('emails.none')} />;
  const shown = chosen ?? paged.head.newest?.head.id ?? null;
  return (
    <div className={styles.emails}>
      <div ref={scroller} className={styles.listSide}>
        <WindowedList
          rows={rows}
          keyOf={rowKeyOf}
          estimatePx={62}
          scroller={scroller}
          label={t('emails.label')}
          total={paged.after === null ? rows.length : total}
          choice={{ active: active ?? shown, chosen: shown, onActive: setActive, onChoose: setChosen }}
          onEnd={more}
        >
          {(row) => <EmailListEntry row={row} />}
        </WindowedList>
        <ListEnd paged={paged} onAgain={moreAgain} />
      </div>
      <section className={styles.messageSide} aria-label={t('emails.message')}>
        {shown === null ? (
          <Empty title={t('emails.choose')} />
        ) : (
          <EmailMessage key={shown} recordId={recordId} emailId={shown} known={messages.get(shown) ?? null} onRead={onRead} />
        )}
      </section>
    </div>
  );
}
