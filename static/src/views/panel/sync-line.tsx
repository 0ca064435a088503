import Button from '@atlaskit/button/new';
import ConflictIcon from '@atlaskit/icon/core/merge-failure';
import DoneIcon from '@atlaskit/icon/core/status-success';
import FailedIcon from '@atlaskit/icon/core/status-error';
import RetryIcon from '@atlaskit/icon/core/status-warning';
import SyncIcon from '@atlaskit/icon/core/refresh';
import type { ComponentType } from 'react';
import type { DialogRequest } from '../../bridge/dialogs';
import { useNow } from '../../hooks/use-now';
import { useLocale } from '../../locale/locale';
import type { Translate } from '../../locale/texts';
import { Announcement } from '../../parts/announcement';
import type { SyncStateView } from '../../wire';
import styles from './sync.module.css';
import type { Sync } from './use-sync';

interface Props {
  readonly sync: Sync;
  readonly onOpen: (request: DialogRequest) => void;
}

const ICONS: Readonly<Record<SyncStateView['standing'], ComponentType<{ label: string; color?: 'currentColor'; size?: 'small' }> | null>> = {
  nothing: null,
  inStep: DoneIcon,
  pending: SyncIcon,
  retrying: RetryIcon,
  failed: FailedIcon,
};

/** Whether the issue and its records are in step (SYNC-8), what waits for someone to decide (D-8), and what can be done. */
export function SyncLine({ sync: { state, asking, now: syncNow }, onOpen }: Props) {
  const { t, format } = useLocale();
  const now = useNow();
  if (state === null || (state.standing === 'nothing' && state.conflicts === 0)) return <Announcement>{''}</Announcement>;
  const { standing, syncedAtMs, conflicts, mayAct } = state;
  const Icon = ICONS[standing];
  const age = syncedAtMs === null ? null : (format.age(syncedAtMs, now) ?? t('age.now'));
  const stuck = standing === 'failed' || standing === 'retrying';
  return (
    <section className={styles.sync} aria-label={t('sync.label')} data-sync={standing} data-asking={asking}>
      {Icon !== null && (
        <div className={styles.standing}>
          <span className={styles.icon}>
            <Icon label="" color="currentColor" size="small" />
          </span>
          <p title={syncedAtMs === null ? undefined : format.instant(syncedAtMs)}>
            {standingWords(state, age, t)} {stuck && age !== null && t('sync.failedBefore', { age })}
          </p>
          {stuck && syncNow !== null && (
            <Button spacing="compact" isLoading={asking} onClick={syncNow}>
              {t('sync.again')}
            </Button>
          )}
        </div>
      )}
      {conflicts > 0 && (
        <div className={styles.conflicts} data-conflicts={conflicts}>
          <span className={styles.icon}>
            <ConflictIcon label="" color="currentColor" size="small" />
          </span>
          <p>{t('sync.conflicts', { count: conflicts })}</p>
          <Button
            spacing="compact"
            aria-label={`${t(mayAct ? 'sync.decide' : 'sync.look')}: ${t('sync.conflicts', { count: conflicts })}`}
            onClick={() => onOpen({ dialog: 'conflicts' })}
          >
            {t(mayAct ? 'sync.decide' : 'sync.look')}
          </Button>
        </div>
      )}
      <Announcement>
        {[standingWords(state, null, t), ...(conflicts > 0 ? [t('sync.conflicts', { count: conflicts })] : [])].join(' ')}
      </Announcement>
    </section>
  );
}

function standingWords({ standing }: SyncStateView, age: string | null, t: Translate): string {
  switch (standing) {
    case 'nothing':
      return '';
    case 'inStep':
      return age === null ? t('sync.inStepNow') : t('sync.inStep', { age });
    case 'pending':
    case 'retrying':
    case 'failed':
      return t(`sync.${standing}`);
    default:
      return standing satisfies never;
  }
}
