import Heading from '@atlaskit/heading';
import { useLocale } from '../../locale/locale';
import { JudgedTree } from '../../parts/judged-tree';
import { PlanRows } from '../../parts/plan-rows';
import type { PlainKey, Translate } from '../../locale/texts';
import type { DeedKind, PlanRow, PlanView, RuleDecision } from '../../wire';
import styles from './why.module.css';

/** What is behind a decision: how the rule was judged, what stood against it, what was written. */
export function DecisionDetails({ decision, plan }: { decision: RuleDecision; plan: PlanView | null }) {
  const { t, said } = useLocale();
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
                {said(problem.text)} <span className={styles.quiet}>{said(problem.remedy)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan !== null && <AppliedPlan plan={plan} />}
    </>
  );
}

const COMMENT_DEEDS: ReadonlySet<DeedKind> = new Set<DeedKind>([
  'commentOnRecord',
  'editOnRecord',
  'deleteOnRecord',
  'commentOnIssue',
  'editOnIssue',
  'deleteOnIssue',
]);

interface AppliedProps {
  readonly plan: PlanView;
  /** Whether something of what it belongs to came to nothing. */
  readonly failed?: boolean;
}

/** A plan that was applied; with an error in it, one that was not. */
export function AppliedPlan({ plan: told, failed = false }: AppliedProps) {
  const { t } = useLocale();
  const ofComments =
    told.deeds.length > 0
      ? told.deeds.every(({ kind }) => COMMENT_DEEDS.has(kind))
      : told.rows.length > 0 && told.rows.every(({ waits, source }) => waits && source === 'comment');
  const plan = ofComments ? { ...told, rows: told.rows.map((row) => commentRow(row, t)) } : told;
  const done = !plan.problems.some(({ severity }) => severity === 'error');
  const title = t(titleOf(plan, done, failed));
  return (
    <section className={styles.part}>
      <Heading size="xxsmall" as="h4">
        {title}
      </Heading>
      <PlanRows plan={plan} label={title} done={done} />
    </section>
  );
}

function titleOf({ rows, deeds }: PlanView, done: boolean, failed: boolean): PlainKey {
  if (!done) return 'why.planWithProblems';
  if (failed) return 'why.planTried';
  return deeds.length > 0 || rows.some(({ written }) => written) ? 'why.plan' : 'why.planLookedAt';
}

/** A comment that was copied: it has no field, and who may read it is decided where it stands. */
function commentRow(row: PlanRow, t: Translate): PlanRow {
  const shown = row.after !== null;
  return {
    ...row,
    label: t('plan.comment'),
    source: '',
    after: shown || !row.written ? row.after : t('plan.commentElsewhere'),
    reason: shown || !row.written ? row.reason : null,
  };
}
