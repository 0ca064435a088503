import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import { useLocale } from '../../locale/locale';
import { workWords } from '../../parts/failure-words';
import type { ActivityView, Failure } from '../../wire';
import { AppliedPlan } from './decision-details';
import { outcomeOf, type SyncOutcome } from './sync-words';
import styles from './why.module.css';

const LOOKS = { done: 'success', failed: 'removed', waits: 'moved' } as const satisfies Record<SyncOutcome, string>;

/** How a sync ended. */
export function SyncLozenge({ entry }: { entry: ActivityView }) {
  const { t } = useLocale();
  const outcome = outcomeOf(entry);
  return <Lozenge appearance={LOOKS[outcome]}>{t(`why.sync.lozenge.${outcome}`)}</Lozenge>;
}

/** What is behind a sync: what stood against it, and its plans, field by field. */
export function SyncDetails({ entry: { plans, failure } }: { entry: ActivityView }) {
  const { t } = useLocale();
  return (
    <>
      {failure !== null && <WentWrong failure={failure} />}
      {plans.some(({ deeds }) => deeds.some((deed) => deed.public)) && <p>{t('why.sync.public')}</p>}
      {plans
        .filter(({ rows, problems }) => rows.length > 0 || problems.length > 0)
        .map((plan, index) => (
          <AppliedPlan key={index} plan={plan} failed={failure !== null} />
        ))}
    </>
  );
}

/** What went wrong, and what helps. */
function WentWrong({ failure }: { failure: Failure }) {
  const locale = useLocale();
  const { title, remedy, detail } = workWords(failure, locale);
  return (
    <section className={styles.part} data-failure={failure.code}>
      <Heading size="xxsmall" as="h4">
        {locale.t('why.sync.failure')}
      </Heading>
      <ul className={styles.problems}>
        <li data-severity="error">
          {`${title}. ${detail ?? ''}`} <span className={styles.quiet}>{remedy}</span>
        </li>
      </ul>
    </section>
  );
}
