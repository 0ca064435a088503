import Button from '@atlaskit/button/new';
import CheckCircleIcon from '@atlaskit/icon/core/check-circle';
import WarningIcon from '@atlaskit/icon/core/warning';
import { useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import type { Formats } from '../../../locale/formats';
import { useLocale } from '../../../locale/locale';
import type { Translate } from '../../../locale/texts';
import { FailureMessage } from '../../../parts/failure-message';
import type { ReplayDifference, ReplayView } from '../../../wire';
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

function Outcome({ found }: { found: ReplayView }) {
  const { t, format } = useLocale();
  const { plans, same, older, differences, plannerThen, plannerNow } = found;
  const outcome = same === plans ? 'same' : differences.length === 0 ? 'older' : 'differs';
  const now = format.number(plannerNow, 0);
  return (
    <>
      <p className={styles.replayed} data-replay={outcome}>
        {outcome === 'differs' ? (
          <WarningIcon label="" color="var(--ds-icon-warning)" />
        ) : (
          <CheckCircleIcon label="" color="var(--ds-icon-success)" />
        )}
        <span>
          {outcome === 'same'
            ? t('replay.same', { count: plans })
            : t('replay.differs', { same: format.number(same, 0), plans: format.number(plans, 0) })}{' '}
          {older > 0 && `${t('replay.older', { count: older })} `}
          {plannerThen === plannerNow
            ? t('replay.planner', { now })
            : t('replay.planners', { then: format.number(plannerThen, 0), now })}
        </span>
      </p>
      {differences.length > 0 && (
        <ul className={styles.differences}>
          {differences.map((difference, index) => (
            <li key={index}>{differenceWords(difference, t, format)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function differenceWords({ plan, part, fields }: ReplayDifference, t: Translate, format: Formats): string {
  const words = { plan: format.number(plan + 1, 0), part: t(`replay.differs.${part}`) };
  return fields.length === 0 ? t('replay.part', words) : t('replay.partFields', { ...words, fields: fields.join(', ') });
}
