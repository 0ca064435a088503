import { useLocale } from '../../locale/locale';
import { VerdictLozenge } from '../../parts/verdict';
import type { ActivityView, PlanView, RuleDecision } from '../../wire';
import { AppliedPlan, DecisionDetails } from './decision-details';
import { causeWords, decisionSentence, ruleWords, type Names } from './decision-words';
import { Disclosure } from './disclosure';
import { SyncDetails, SyncLozenge } from './sync-details';
import { isSync, outcomeOf, syncSentence } from './sync-words';
import styles from './why.module.css';

/** What was decided, newest first. The newest is open. */
export function ActivityList({ activity, names }: { activity: readonly ActivityView[]; names: Names }) {
  const locale = useLocale();
  const { t } = locale;
  return (
    <ol className={styles.list}>
      {activity.flatMap((entry, position) => {
        const about = <About entry={entry} rule={null} />;
        if (isSync(entry))
          return [
            <li key={`${entry.atMs} ${position}`} data-sync={outcomeOf(entry)}>
              <Disclosure
                title={syncSentence(entry, names, t)}
                about={about}
                aside={<SyncLozenge entry={entry} />}
                open={position === 0}
              >
                <SyncDetails entry={entry} />
              </Disclosure>
            </li>,
          ];
        if (entry.decisions.length === 0)
          return [
            <li key={`${entry.atMs} ${position}`}>
              <Disclosure
                title={t(titleOf(entry))}
                about={about}
                open={position === 0}
              >
                {entry.plans.map((plan, index) => (
                  <AppliedPlan key={index} plan={plan} />
                ))}
              </Disclosure>
            </li>,
          ];
        const plans = plansOf(entry);
        return entry.decisions.map((decision, index) => (
          <li key={`${entry.atMs} ${position} ${decision.rule}`} data-verdict={decision.verdict}>
            <Disclosure
              title={decisionSentence(decision, names, locale)}
              about={<About entry={entry} rule={ruleWords(decision, t)} />}
              aside={<VerdictLozenge verdict={decision.verdict} />}
              open={position === 0 && index === 0}
            >
              <DecisionDetails decision={decision} plan={plans.get(decision) ?? null} />
            </Disclosure>
          </li>
        ));
      })}
    </ol>
  );
}

/** What happened where no rule decided anything. */
function titleOf({ causes }: ActivityView): 'why.createdByForm' | 'why.firstSync' | 'why.lookedAt' {
  if (causes.includes('form')) return 'why.createdByForm';
  return causes.includes('linked') ? 'why.firstSync' : 'why.lookedAt';
}

/** Which plan belongs to which decision: plans are in the order of the decisions that created something. */
function plansOf({ decisions, plans }: ActivityView): ReadonlyMap<RuleDecision, PlanView> {
  const creating = decisions.filter(({ verdict }) => verdict === 'created' || verdict === 'creates');
  // A creation that was refused or got no answer has a plan as well where no other has been made.
  const having = creating.length === plans.length ? creating : decisions.filter(({ verdict }) => PLANNED.has(verdict));
  return new Map(
    having.flatMap((decision, index) => {
      const plan = plans[index];
      return plan === undefined ? [] : [[decision, plan] as const];
    }),
  );
}

const PLANNED: ReadonlySet<RuleDecision['verdict']> = new Set(['creates', 'created', 'refused', 'unclear']);

function About({ entry, rule }: { entry: ActivityView; rule: string | null }) {
  const { t, format } = useLocale();
  const { atMs, causes, configuration, author } = entry;
  return (
    <>
      {rule !== null && <span>{rule}</span>}
      <time dateTime={new Date(atMs).toISOString()}>{format.instant(atMs)}</time>
      {causes.length > 0 && <span>{t('why.after', { causes: causeWords(causes, t) })}</span>}
      {author !== null && <span>{t('why.by', { name: author })}</span>}
      <span>{t('why.version', { version: String(configuration) })}</span>
    </>
  );
}
