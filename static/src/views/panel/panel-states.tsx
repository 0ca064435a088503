import type { ReactNode } from 'react';
import Button from '@atlaskit/button/new';
import type { DialogRequest } from '../../bridge/dialogs';
import { openSettings } from '../../bridge/outside';
import { useNow } from '../../hooks/use-now';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { failureWords } from '../../parts/failure-words';
import parts from '../../parts/parts.module.css';
import { LinesSkeleton } from '../../parts/skeletons';
import type { Idle, PanelView } from '../../wire';
import { BulkLine } from './bulk-line';
import { creatableObjects, CreateControl } from './create-control';
import { recordCount, whyRequest } from './listed-records';
import { Notice } from './notice';
import { SetbackLine } from './setback-line';
import { SyncLine } from './sync-line';
import type { Panel } from './use-panel';

interface Props {
  readonly panel: Panel;
  /** How the panel shows records that are there. */
  readonly children: (view: PanelView) => ReactNode;
}

/** What both panels show around their records: loading, failed, stale, empty. */
export function PanelStates({ panel, children }: Props) {
  const { t } = useLocale();
  const { loaded, reload } = panel;
  if (loaded.kind === 'loading') return <LinesSkeleton lines={3} />;
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  const { view } = loaded;
  if (view.idle !== null) return <IdlePanel idle={view.idle} mayConfigure={view.allowed.configure} />;
  const count = recordCount(view);
  // Where trying again does not help, neither does linking or creating: the failure's remedy comes first.
  const usable = view.stale === null || view.stale.retryable;
  const { setback } = view;
  const ofSync = setback?.undertaking.kind === 'sync';
  // Why values are old is why they are not in step: it is said once.
  const told = ofSync && count > 0 && (loaded.trouble ?? view.stale)?.code === setback.failure.code;
  return (
    <>
      <Stale panel={panel} view={view} />
      {setback !== null && !told && <SetbackLine setback={setback} view={view} onOpen={panel.open} />}
      <SyncLine sync={panel.sync} setback={ofSync ? setback : null} offered={told} onOpen={panel.open} />
      <BulkLine view={view} onOpen={panel.open} onOver={reload} />
      {panel.pending && <p className={parts.subtle}>{t('panel.pending')}</p>}
      {count > 0 && children(view)}
      {count === 0 && usable && <NoRecords view={view} onOpen={panel.open} />}
      <Announcement>
        {[
          loaded.refreshing ? t('panel.refreshing') : t('panel.refreshed', { count }),
          ...(panel.pending ? [t('panel.pending')] : []),
        ].join(' ')}
      </Announcement>
    </>
  );
}

/** Why the panel does nothing here, and for admins the way to the settings. */
export function IdlePanel({ idle, mayConfigure }: { idle: Idle; mayConfigure: boolean }) {
  const { t } = useLocale();
  return (
    <Empty title={t(`panel.idle.${idle}`)} hint={t(mayConfigure ? 'panel.idleHint.admin' : 'panel.idleHint.other')}>
      {mayConfigure && <Button onClick={() => void openSettings()}>{t('panel.openSettings')}</Button>}
    </Empty>
  );
}

/** Why what is shown is old, and how old. */
function Stale({ panel, view }: { panel: Panel; view: PanelView }) {
  const locale = useLocale();
  const { t, format } = locale;
  const now = useNow();
  const failure = panel.loaded.kind === 'ready' ? panel.loaded.trouble ?? view.stale : null;
  if (failure === null) return null;
  if (recordCount(view) === 0) return <FailureMessage failure={failure} onRetry={panel.reload} />;
  const { title, remedy, wait, detail } = failureWords(failure, locale);
  return (
    <div role="alert" data-failure={failure.code}>
      <Notice
        title={`${title}.`}
        action={
          <Button spacing="compact" onClick={panel.reload}>
            {t('action.tryAgain')}
          </Button>
        }
      >
        {view.atMs > 0 && <p>{t('panel.stale', { time: format.moment(view.atMs, now) })}</p>}
        <p>{[remedy, wait, detail].filter((part) => part !== null).join(' ')}</p>
      </Notice>
    </div>
  );
}

function NoRecords({ view, onOpen }: { view: PanelView; onOpen: (request: DialogRequest) => void }) {
  const { t } = useLocale();
  const { objects, allowed } = view;
  const canLink = allowed.link && objects.length > 0;
  const canCreate = creatableObjects(view).length > 0;
  const hint = canLink ? (canCreate ? 'both' : 'link') : canCreate ? 'create' : 'none';
  return (
    <Empty title={t('panel.empty')} hint={t(`panel.emptyHint.${hint}`)}>
      {canLink && <Button onClick={() => onOpen({ dialog: 'link', objects, linking: view.linking })}>{t('action.link')}</Button>}
      <CreateControl view={view} onOpen={onOpen} look="default" />
      {allowed.bulk && <Button onClick={() => onOpen({ dialog: 'upload', jobId: null })}>{t('action.upload')}</Button>}
      {allowed.why && (
        <Button appearance="subtle" onClick={() => onOpen(whyRequest(view))}>
          {t('action.whyNothing')}
        </Button>
      )}
    </Empty>
  );
}
