import Heading from '@atlaskit/heading';
import { useId } from 'react';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import { JudgedTree } from '../../../parts/judged-tree';
import { PlanRows } from '../../../parts/plan-rows';
import { LinesSkeleton } from '../../../parts/skeletons';
import { VerdictLozenge, verdictSentence } from '../../../parts/verdict';
import type { IssueChoice, Rule } from '../../../wire';
import { IssuePicker } from './issue-picker';
import styles from './preview.module.css';
import { useLive } from './use-live';

interface Props {
  readonly rule: Rule;
  /** What people call the rule's object. */
  readonly object: string;
  /** The project's id; none looks for work items in every configured one. */
  readonly project: string | null;
  readonly issue: IssueChoice | null;
  readonly onIssue: (issue: IssueChoice | null) => void;
}

/** What a rule as it is edited would do on a real work item, live. */
export function RuleTrial({ rule, object, project, issue, onIssue }: Props) {
  const { t, said } = useLocale();
  const id = useId();
  const isComplete = rule.trigger.field !== '';
  const live = useLive('tryRule', issue === null || !isComplete ? null : { rule, issue: issue.id });
  const { view } = live;
  const verdict = view === null ? '' : verdictSentence(view.decision.verdict, object, t);
  return (
    <section className={styles.trial} aria-labelledby={id}>
      <div id={id}>
        <Heading size="xsmall" as="h4">
          {t('try.title', { name: rule.name })}
        </Heading>
      </div>
      <p className={styles.subtle}>{t('try.intro')}</p>
      <div className={styles.picker}>
        <IssuePicker project={project} issue={issue} onChange={onIssue} />
      </div>
      {!isComplete && <p className={styles.subtle}>{t('try.incomplete')}</p>}
      {live.failure !== null && <FailureMessage failure={live.failure} onRetry={live.retry} />}
      {live.busy && view === null && <LinesSkeleton lines={4} />}
      {view !== null && (
        <div className={styles.result} data-busy={live.busy} aria-busy={live.busy} data-verdict={view.decision.verdict}>
          <p className={styles.verdict}>
            <VerdictLozenge verdict={view.decision.verdict} /> <strong>{verdict}</strong>
          </p>
          {view.decision.problems.map((problem, index) => (
            <p key={index} className={problem.severity === 'error' ? styles.error : styles.warning}>
              {said(problem.text, problem.remedy)}
            </p>
          ))}
          <JudgedTree
            trigger={view.decision.trigger}
            conditions={view.decision.conditions}
            label={t('try.conditions', { name: rule.name, key: view.issue.key })}
          />
          {view.creation !== null && (
            <>
              <Heading size="xxsmall" as="h5">
                {t('try.creation')}
              </Heading>
              <PlanRows
                plan={view.creation}
                label={t('try.creationOf', { name: rule.name, key: view.issue.key })}
              />
            </>
          )}
        </div>
      )}
      <Announcement>
        {live.busy
          ? t('try.judging')
          : view === null
            ? ''
            : t('try.answered', { key: view.issue.key, verdict })}
      </Announcement>
    </section>
  );
}
