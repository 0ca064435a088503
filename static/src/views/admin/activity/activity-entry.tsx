import Lozenge from '@atlaskit/lozenge';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import { workWords } from '../../../parts/failure-words';
import type { ActivityOutcome, SiteActivityRow } from '../../../wire';
import { AppliedPlan, DecisionDetails } from '../../why/decision-details';
import { causeWords, decisionSentence, ruleWords, type Names } from '../../why/decision-words';
import { Disclosure } from '../../why/disclosure';
import { IssueLink } from '../parts/issue-link';
import { outcomeOf, titleOf } from './activity-words';
import styles from './activity.module.css';
import { PlanAgain } from './plan-again';

interface Props {
  readonly row: SiteActivityRow;
  readonly names: Names;
  readonly onRecord: (recordId: string) => void;
}

/** Something that was done on the site; it opens to why, and to the plan. */
export function ActivityEntry({ row, names, onRecord }: Props) {
  const locale = useLocale();
  const { activity } = row;
  const outcome = outcomeOf(activity);
  return (
    <li data-activity={row.key} data-outcome={outcome}>
      <Disclosure
        title={titleOf(activity, names, locale)}
        about={<About row={row} />}
        aside={<OutcomeLozenge outcome={outcome} />}
      >
        <Inside row={row} names={names} onRecord={onRecord} />
      </Disclosure>
    </li>
  );
}

function OutcomeLozenge({ outcome }: { outcome: ActivityOutcome }) {
  const { t } = useLocale();
  const appearance = outcome === 'failed' ? 'removed' : outcome === 'waits' ? 'moved' : 'success';
  return <Lozenge appearance={appearance}>{t(`activity.outcome.${outcome}`)}</Lozenge>;
}

function About({ row: { issue, activity } }: { row: SiteActivityRow }) {
  const { t, format } = useLocale();
  const { go } = useAdminPlace();
  const { atMs, causes, author, configuration } = activity;
  const version = format.number(configuration, 0);
  return (
    <>
      <IssueLink issue={issue} gone={t('activity.issueGone', { id: issue.id })} />
      <time dateTime={new Date(atMs).toISOString()}>{format.instant(atMs)}</time>
      {causes.length > 0 && <span>{t('why.after', { causes: causeWords(causes, t) })}</span>}
      {author !== null && <span>{t('why.by', { name: author })}</span>}
      <span>
        <button
          type="button"
          className={styles.link}
          aria-label={t('activity.openVersions', { version })}
          onClick={() => go('versions')}
        >
          {t('activity.version', { version })}
        </button>
      </span>
    </>
  );
}

function Inside({ row, names, onRecord }: Props) {
  const locale = useLocale();
  const { t } = locale;
  const { issue, recordIds, activity, replayable } = row;
  const { decisions, plans, failure } = activity;
  return (
    <div className={styles.inside}>
      {issue.key === '' && <p className={styles.quiet}>{t('activity.hidden')}</p>}
      {recordIds.length > 0 && (
        <p className={styles.records}>
          {recordIds.map((id) => (
            <button
              key={id}
              type="button"
              className={styles.link}
              aria-label={t('activity.copyRecord', { id })}
              onClick={() => onRecord(id)}
            >
              {id}
            </button>
          ))}
        </p>
      )}
      {failure !== null && (
        <div className={styles.failure} data-failure={failure.code}>
          <p>{workWords(failure, locale).title}.</p>
          <p className={styles.quiet}>{workWords(failure, locale).detail}</p>
          <p className={styles.quiet}>{workWords(failure, locale).remedy}</p>
        </div>
      )}
      {decisions.map((decision, index) => (
        <div key={index} data-rule={decision.rule}>
          {decisions.length > 1 && <p className={styles.decision}>{decisionSentence(decision, names, locale)}</p>}
          <p className={styles.quiet}>{ruleWords(decision, t)}</p>
          <DecisionDetails decision={decision} plan={null} />
        </div>
      ))}
      {plans.map((plan, index) => (
        <AppliedPlan key={index} plan={plan} failed={failure !== null} />
      ))}
      {replayable && <PlanAgain activity={row.key} />}
    </div>
  );
}
