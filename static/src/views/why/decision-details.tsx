import Heading from '@atlaskit/heading';
import { useLocale } from '../../locale/locale';
import { JudgedTree } from '../../parts/judged-tree';
import { PlanRows } from '../../parts/plan-rows';
import { sentences } from '../../parts/sentence';
import type { PlanView, RuleDecision } from '../../wire';
import styles from './why.module.css';

/** What is behind a decision: how the rule was judged, what stood against it, what was written. */
export function DecisionDetails({ decision, plan }: { decision: RuleDecision; plan: PlanView | null }) {
  const { t } = useLocale();
  const { trigger, conditions, problems } = decision;
  return (
    <>
      <section className={styles.part}>
        <Heading size="xxsmall" as="h4">
          {t('why.conditions')}
        </Heading>
        {trigger === null && conditions === null ? (
          <p className={styles.quiet}>{t('why.notLookedAt')}</p>
        ) : (
          <JudgedTree trigger={trigger} conditions={conditions} label={t('why.conditions')} />
        )}
      </section>
      {problems.length > 0 && (
        <section className={styles.part}>
          <Heading size="xxsmall" as="h4">
            {t('why.problems')}
          </Heading>
          <ul className={styles.problems}>
            {problems.map((problem, index) => (
              <li key={index} data-severity={problem.severity}>
                {sentences(problem.text)} <span className={styles.quiet}>{sentences(problem.remedy)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan !== null && <AppliedPlan plan={plan} />}
    </>
  );
}

/** A plan that was applied; with an error in it, one that was not. */
export function AppliedPlan({ plan }: { plan: PlanView }) {
  const { t } = useLocale();
  const title = t(plan.problems.some(({ severity }) => severity === 'error') ? 'why.planWithProblems' : 'why.plan');
  return (
    <section className={styles.part}>
      <Heading size="xxsmall" as="h4">
        {title}
      </Heading>
      <PlanRows plan={plan} label={title} />
    </section>
  );
}
