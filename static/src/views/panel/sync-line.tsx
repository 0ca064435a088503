import Button from '@atlaskit/button/new';
import ConflictIcon from '@atlaskit/icon/core/merge-failure';
import DoneIcon from '@atlaskit/icon/core/status-success';
import FailedIcon from '@atlaskit/icon/core/status-error';
import RetryIcon from '@atlaskit/icon/core/status-warning';
import SyncIcon from '@atlaskit/icon/core/refresh';
import WaitsIcon from '@atlaskit/icon/core/clock';
import type { ComponentType } from 'react';
import type { DialogRequest } from '../../bridge/dialogs';
import { useNow } from '../../hooks/use-now';
import { useLocale } from '../../locale/locale';
import type { Translate } from '../../locale/texts';
import { Announcement } from '../../parts/announcement';
import type { Setback, SyncStateView, Way } from '../../wire';
import styles from './sync.module.css';
import type { Sync } from './use-sync';

interface Props {
  readonly sync: Sync;
  /** What stood against the last sync: it says what happens next. */
  readonly setback: Setback | null;
  /** Whether a note beside offers to try again already. */
  readonly offered: boolean;
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
export function SyncLine({ sync: { state, asking, now: syncNow }, setback, offered, onOpen }: Props) {
  const { t, format } = useLocale();
  const now = useNow();
  if (state === null || (state.standing === 'nothing' && state.conflicts === 0 && state.waitingToSalesforce + state.waitingToJira === 0)) return <Announcement>{''}</Announcement>;
  const { standing, syncedAtMs, conflicts, mayAct } = state;
  const Icon = ICONS[standing];
  const age = syncedAtMs === null ? null : (format.age(syncedAtMs, now) ?? t('age.now'));
  const waits = waitingWords(state, t);
  const stuck = standing === 'failed' || standing === 'retrying';
  return (
    <section className={styles.sync} aria-label={t('sync.label')} data-sync={standing} data-asking={asking}>
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
      {waits.map(({ way, words }) => (
        <div key={way} className={styles.conflicts} data-waits={way}>
          <span className={styles.icon}>
            <WaitsIcon label="" color="currentColor" size="small" />
          </span>
          <p>{words}</p>
        </div>
      ))}
      {Icon !== null && (
        <div className={styles.standing}>
          <span className={styles.icon}>
            <Icon label="" color="currentColor" size="small" />
          </span>
          <div className={styles.words}>
            <p title={syncedAtMs === null ? undefined : format.instant(syncedAtMs)}>
              {standingWords(state, age, setback, t)} {stuck && age !== null && t('sync.failedBefore', { age })}
            </p>
            {stuck && syncNow !== null && !offered && (
              <Button spacing="compact" isLoading={asking} onClick={syncNow}>
                {t('sync.again')}
              </Button>
            )}
          </div>
        </div>
      )}
      <Announcement>
        {[standingWords(state, null, setback, t), ...(conflicts > 0 ? [t('sync.conflicts', { count: conflicts })] : []), ...waits.map(({ words }) => words)].join(' ')}
      </Announcement>
    </section>
  );
}

/** Directions in which nothing goes, in words. */
function waitingWords({ waitingToSalesforce, waitingToJira }: SyncStateView, t: Translate): readonly { way: Way; words: string }[] {
  const counts: readonly (readonly [Way, number])[] = [
    ['toSalesforce', waitingToSalesforce],
    ['toJira', waitingToJira],
  ];
  return counts.filter(([, count]) => count > 0).map(([way, count]) => ({ way, words: t(`sync.waiting.${way}`, { count }) }));
}

function standingWords({ standing, conflicts }: SyncStateView, age: string | null, setback: Setback | null, t: Translate): string {
  switch (standing) {
    case 'nothing':
      return '';
    case 'inStep': {
      const key = conflicts > 0 ? 'sync.restInStep' : 'sync.inStep';
      return age === null ? t(`${key}Now`) : t(key, { age });
    }
    case 'pending':
      return t('sync.pending');
    case 'retrying':
      return setback?.next === 'admin' ? t('sync.rests') : t('sync.retrying');
    case 'failed':
      return t(`sync.failed.${setback?.next ?? 'person'}`);
    default:
      return standing satisfies never;
  }
}
