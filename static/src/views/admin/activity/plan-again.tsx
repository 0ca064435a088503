import Button from '@atlaskit/button/new';
import CheckCircleIcon from '@atlaskit/icon/core/check-circle';
import WarningIcon from '@atlaskit/icon/core/warning';
import { useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import type { ReplayView } from '../../../wire';
import styles from './activity.module.css';

/** Plans something once more from its recorded inputs (D-5), and says whether it comes out the same. */
export function PlanAgain({ activity }: { activity: string }) {
  const { t } = useLocale();
  const replay = useAction('replay');
  const [found, setFound] = useState<ReplayView | null>(null);
  const onReplay = async (): Promise<void> => {
    const outcome = await replay.send({ key: activity });
    if (outcome?.kind === 'ok') setFound(outcome.view);
  };
  return (
    <div className={styles.replay}>
      <div className={styles.buttons}>
        <Button spacing="compact" isLoading={replay.sending} onClick={() => void onReplay()}>
          {t('replay.again')}
        </Button>
        <span className={styles.quiet}>{t('replay.hint')}</span>
      </div>
      <div role="status">{found !== null && <Outcome found={found} />}</div>
      {replay.failure !== null && <FailureMessage failure={replay.failure} />}
    </div>
  );
}

function Outcome({ found: { plans, same, plannerThen, plannerNow } }: { found: ReplayView }) {
  const { t, format } = useLocale();
  const isSame = same === plans;
  const now = format.number(plannerNow, 0);
  return (
    <p className={styles.replayed} data-replay={isSame ? 'same' : 'differs'}>
      {isSame ? (
        <CheckCircleIcon label="" color="var(--ds-icon-success)" />
      ) : (
        <WarningIcon label="" color="var(--ds-icon-warning)" />
      )}
      <span>
        {isSame
          ? t('replay.same', { count: plans })
          : t('replay.differs', { same: format.number(same, 0), plans: format.number(plans, 0) })}{' '}
        {plannerThen === plannerNow
          ? t('replay.planner', { now })
          : t('replay.planners', { then: format.number(plannerThen, 0), now })}
      </span>
    </p>
  );
}
