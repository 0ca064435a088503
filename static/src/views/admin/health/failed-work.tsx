import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useEffect, useRef, useState, type Ref } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useView } from '../../../hooks/use-view';
import { useLocale, type Locale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import { workWords } from '../../../parts/failure-words';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { FailedGroup, FailedItem, FailedWorkView, RetryWorkCall } from '../../../wire';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { FailedItemRow } from './failed-item';
import styles from './health.module.css';
import { taskWords } from './task-words';

interface Props {
  /** The section: what leads to it moves the focus there. */
  readonly anchor: Ref<HTMLElement>;
  /** How many there were when everything was looked at last: another number is worth a look. */
  readonly failed: number;
  readonly onChanged: () => void;
}

/** What has failed and is left to people, by cause (OPS-2). */
export function FailedWork({ anchor, failed, onChanged }: Props) {
  const { t } = useLocale();
  const { loaded, reload, replace } = useView('failedWork', {});
  const seen = useRef(failed);
  useEffect(() => {
    if (seen.current !== failed) reload();
    seen.current = failed;
  }, [failed, reload]);
  return (
    <section ref={anchor} tabIndex={-1} className={`${styles.section} ${styles.failed}`} aria-labelledby="failed-heading" data-failed-work>
      {loaded.kind === 'loading' && <LinesSkeleton lines={3} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && (
        <Loaded
          view={loaded.view}
          onView={(view) => {
            replace(view);
            onChanged();
          }}
        />
      )}
      {loaded.kind !== 'ready' && (
        <span id="failed-heading" hidden>
          {t('failed.title')}
        </span>
      )}
    </section>
  );
}

function Loaded({ view, onView }: { view: FailedWorkView; onView: (view: FailedWorkView) => void }) {
  const locale = useLocale();
  const { t } = locale;
  const heading = useRef<HTMLDivElement>(null);
  const retry = useAction('retryWork');
  const drop = useAction('dropWork');
  const [asked, setAsked] = useState<FailedItem | null>(null);
  const [said, setSaid] = useState('');
  const busy = retry.sending || drop.sending;
  const failure = retry.failure ?? drop.failure;

  const done = (next: FailedWorkView, what: string): void => {
    onView(next);
    setSaid(what);
    // The button that did it is gone with its item.
    heading.current?.focus();
  };
  const onRetry = async (call: RetryWorkCall): Promise<void> => {
    drop.clear();
    const outcome = await retry.send(call);
    if (outcome?.kind === 'ok') done(outcome.view, t('failed.retried', { count: outcome.view.retried }));
  };
  const onDrop = async (item: FailedItem): Promise<void> => {
    retry.clear();
    const outcome = await drop.send({ key: item.key });
    setAsked(null);
    if (outcome?.kind === 'ok') done(outcome.view, t('failed.dropped', { name: nameOf(item, locale) }));
  };
  return (
    <>
      <div className={styles.head}>
        <div id="failed-heading" ref={heading} tabIndex={-1} className={styles.failed}>
          <Heading size="medium" as="h3">
            {t('failed.title')}
          </Heading>
        </div>
        {view.groups.length > 0 && (
          <Button isDisabled={busy} isLoading={retry.sending} onClick={() => void onRetry({ key: null, code: null })}>
            {t('failed.retryAll')}
          </Button>
        )}
      </div>
      <p className={styles.remedy}>{view.groups.length === 0 ? t('failed.none') : t('failed.intro')}</p>
      <div role="status">{said !== '' && <p>{said}</p>}</div>
      {failure !== null && <FailureMessage failure={failure} />}
      {view.groups.map((group) => (
        <Group key={group.code} group={group} busy={busy} onRetry={(call) => void onRetry(call)} onDrop={setAsked} />
      ))}
      {view.more && <p className={styles.remedy}>{t('failed.more')}</p>}
      <Announcement>{busy ? t('app.loading') : ''}</Announcement>
      <ConfirmDialog
        open={asked !== null}
        title={asked === null ? '' : t('failed.dropTitle', { name: nameOf(asked, locale) })}
        confirm={t('failed.drop')}
        appearance="warning"
        sending={drop.sending}
        onConfirm={() => asked !== null && void onDrop(asked)}
        onCancel={() => setAsked(null)}
      >
        {t('failed.dropText')}
      </ConfirmDialog>
    </>
  );
}

interface GroupProps {
  readonly group: FailedGroup;
  readonly busy: boolean;
  readonly onRetry: (call: RetryWorkCall) => void;
  readonly onDrop: (item: FailedItem) => void;
}

/** What has failed for one cause, the oldest first. */
function Group({ group: { code, items }, busy, onRetry, onDrop }: GroupProps) {
  const locale = useLocale();
  const { t } = locale;
  const [first] = items;
  if (first === undefined) return null;
  const { title, remedy } = workWords(first.failure, locale);
  return (
    <div className={styles.group} data-cause={code}>
      <div className={styles.head}>
        <Heading size="small" as="h4">
          {t('failed.group', { cause: title, count: items.length })}
        </Heading>
        {items.length > 1 && (
          <Button
            spacing="compact"
            isDisabled={busy}
            aria-label={t('failed.retryGroupOf', { cause: title })}
            onClick={() => onRetry({ key: null, code })}
          >
            {t('failed.retryGroup')}
          </Button>
        )}
      </div>
      <p className={styles.remedy}>{remedy}</p>
      <ol className={styles.items}>
        {items.map((item) => (
          <FailedItemRow
            key={item.key}
            item={item}
            task={taskWords(item.task, locale.t)}
            name={nameOf(item, locale)}
            busy={busy}
            onRetry={() => onRetry({ key: item.key, code: null })}
            onDrop={() => onDrop(item)}
          />
        ))}
      </ol>
    </div>
  );
}

/** What it is called: what was to be done, and on which work item. */
function nameOf({ task, issue }: FailedItem, { t }: Locale): string {
  const what = taskWords(task, t);
  if (issue === null) return what;
  return t('failed.item', { task: what, issue: issue.key === '' ? t('failed.issueGone', { id: issue.id }) : issue.key });
}
