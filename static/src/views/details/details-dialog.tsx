import Button, { IconButton } from '@atlaskit/button/new';
import RefreshIcon from '@atlaskit/icon/core/refresh';
import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs';
import { useCallback, useState } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useUnloadGuard } from '../../hooks/use-unload-guard';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { Age } from '../../parts/age';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { FailureMessage } from '../../parts/failure-message';
import { RedirectButton } from '../../parts/outside-link';
import { plainName } from '../../parts/plain-text';
import { RecordImagesProvider } from '../../parts/safe-html/record-images';
import { FieldsSkeleton } from '../../parts/skeletons';
import { VisuallyHidden } from '../../parts/visually-hidden';
import type { TabHead } from '../../wire';
import { ConfirmDialog } from '../admin/parts/confirm-dialog';
import { CommentsTab } from './comments/comments-tab';
import styles from './details.module.css';
import { EmailsTab } from './emails/emails-tab';
import { FeedTab } from './feed/feed-tab';
import { FieldsTab } from './fields-tab';
import { Missing } from './missing';
import { useHeld } from './use-held';

/** The tabs beside the details, in their order. */
const TABS = ['comments', 'feed', 'emails'] as const;

/** A record's details. The panel's name for it stands in the title until the record itself is there. */
export function DetailsDialog({ recordId, name }: { recordId: string; name: string }) {
  const { t } = useLocale();
  const { loaded, reload } = useView('details', { recordId });
  const [epoch, setEpoch] = useState(0);
  const [selected, setSelected] = useState(0);
  const [added, setAdded] = useState({ comments: 0, feed: 0 });
  const held = useHeld();
  const [leaving, setLeaving] = useState(false);
  useUnloadGuard(held.any);
  const details = loaded.kind === 'ready' ? loaded.view : null;
  const onClose = useCallback(() => {
    if (held.any) setLeaving(true);
    else void closeDialog();
  }, [held.any]);
  /** The tabs in their order. Only the one that is looked at is read again at once, the others when they are. */
  const tabs = ['fields', ...TABS.filter((tab) => details !== null && details[tab] !== null)];
  const epochOf = (tab: (typeof TABS)[number]): number | null => (tabs[selected] === tab ? epoch : null);
  const refresh = (): void => {
    reload();
    setEpoch((before) => before + 1);
    setAdded({ comments: 0, feed: 0 });
  };
  const onComments = useCallback((by: number) => setAdded((before) => ({ ...before, comments: before.comments + by })), []);
  const onFeed = useCallback((by: number) => setAdded((before) => ({ ...before, feed: before.feed + by })), []);
  return (
    <DialogFrame
      title={plainName(details?.name ?? name)}
      subtitle={details?.label}
      filled={details !== null}
      onClose={onClose}
      headerActions={
        details !== null && (
          <>
            <IconButton
              icon={RefreshIcon}
              label={t('action.refresh')}
              appearance="subtle"
              spacing="compact"
              isTooltipDisabled={false}
              isLoading={loaded.kind === 'ready' && loaded.refreshing}
              onClick={refresh}
            />
            {details.url !== null && <RedirectButton address={details.url} name={details.name} />}
          </>
        )
      }
      footer={
        <>
          {details !== null && <Age text="details.read" atMs={details.atMs} />}
          <Button onClick={onClose}>{t('action.close')}</Button>
        </>
      }
    >
      {loaded.kind === 'loading' && <FieldsSkeleton fields={5} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && loaded.trouble !== null && (
        <FailureMessage failure={loaded.trouble} onRetry={refresh} stillShown={t('details.stale')} />
      )}
      {details !== null && (
        <RecordImagesProvider recordId={recordId}>
          <Announcement>{loaded.kind === 'ready' && epoch > 0 && !loaded.refreshing ? t('details.refreshed') : ''}</Announcement>
          <div className={styles.tabs}>
            <Tabs id="details-tabs" selected={selected} onChange={setSelected}>
              <TabList>
                <Tab>{t('details.tab')}</Tab>
                {details.comments !== null && (
                  <Tab>
                    <TabLabel text={t('details.tabComments')} head={details.comments} added={added.comments} />
                  </Tab>
                )}
                {details.feed !== null && (
                  <Tab>
                    <TabLabel text={t('details.tabFeed')} head={details.feed} added={added.feed} />
                  </Tab>
                )}
                {details.emails !== null && (
                  <Tab>
                    <TabLabel text={t('details.tabEmails')} head={details.emails} added={0} />
                  </Tab>
                )}
              </TabList>
              <TabPanel>
                <FieldsTab fields={details.fields} />
              </TabPanel>
              {details.comments !== null && (
                <TabPanel>
                  <Present head={details.comments}>
                    <CommentsTab
                      recordId={recordId}
                      total={totalOf(details.comments, added.comments)}
                      epoch={epochOf('comments')}
                      onAdded={onComments}
                      onHeld={held.hold}
                    />
                  </Present>
                </TabPanel>
              )}
              {details.feed !== null && (
                <TabPanel>
                  <Present head={details.feed}>
                    <FeedTab
                      recordId={recordId}
                      total={totalOf(details.feed, added.feed)}
                      epoch={epochOf('feed')}
                      onAdded={onFeed}
                      onHeld={held.hold}
                    />
                  </Present>
                </TabPanel>
              )}
              {details.emails !== null && (
                <TabPanel>
                  <Present head={details.emails}>
                    <EmailsTab recordId={recordId} total={details.emails.count} epoch={epochOf('emails')} />
                  </Present>
                </TabPanel>
              )}
            </Tabs>
          </div>
        </RecordImagesProvider>
      )}
      <ConfirmDialog
        open={leaving}
        title={t('post.leave.title')}
        confirm={t('post.leave.leave')}
        cancel={t('post.leave.stay')}
        appearance="warning"
        onConfirm={() => void closeDialog()}
        onCancel={() => setLeaving(false)}
      >
        {t('post.leave.text')}
      </ConfirmDialog>
    </DialogFrame>
  );
}

function TabLabel({ text, head, added }: { text: string; head: TabHead; added: number }) {
  const { t, format } = useLocale();
  const total = totalOf(head, added);
  if (total === null || head.missing !== null) return <>{text}</>;
  return (
    <span className={styles.tabLabel}>
      {text}
      <span className={styles.count} aria-hidden="true">
        {format.number(total, 0)}
      </span>
      <VisuallyHidden>{t('details.tabCount', { count: total })}</VisuallyHidden>
    </span>
  );
}

/** What a tab holds, or why it holds nothing. */
function Present({ head, children }: { head: TabHead; children: JSX.Element }) {
  return head.missing === null ? children : <Missing missing={head.missing} />;
}

function totalOf({ count }: TabHead, added: number): number | null {
  return count === null ? null : count + added;
}
