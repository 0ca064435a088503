import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useAdminPlace } from '../../../hooks/use-place';
import { useNow } from '../../../hooks/use-now';
import { useLocale } from '../../../locale/locale';
import type { ConnectionHealth } from '../../../wire';
import { Fact } from './fact';
import styles from './health.module.css';
import { ageWords, FailureWords } from './words';

/** Work that is counted at most: from then on there may be more. */
const COUNTED_MAX = 100;

/** How an org stands. */
export function OrgHealth({ org }: { org: ConnectionHealth }) {
  const { t } = useLocale();
  return (
    <section className={styles.section} aria-label={t('health.facts', { name: org.organizationName })} data-org={org.connection}>
      <Heading size="medium" as="h3">
        {org.organizationName}
      </Heading>
      <dl className={styles.facts}>
        <ConnectionFact org={org} />
        <ApiFact org={org} />
        <PollFact org={org} />
        <MessagesFact org={org} />
        <DriftFact org={org} />
        <WorkFact org={org} />
      </dl>
    </section>
  );
}

function ConnectionFact({ org }: { org: ConnectionHealth }) {
  const locale = useLocale();
  const { t, said } = locale;
  const { go } = useAdminPlace();
  const now = useNow();
  const works = org.state === 'connected';
  return (
    <Fact id="connection" label={t('health.connection')} judgement={org.connectionJudgement}>
      <p>{t(works ? 'health.connected' : 'health.reconnect')}</p>
      {org.trouble !== null && (works || org.trouble.code !== 'reconnectNeeded') && (
        <p className={styles.quiet}>{said(org.trouble.text)}</p>
      )}
      <p className={styles.quiet}>{t('health.token', { age: ageWords(org.renewedAtMs, now, locale) })}</p>
      {!works && (
        <div className={styles.actions}>
          <Button spacing="compact" onClick={() => go('connection')}>
            {t('health.openConnection')}
          </Button>
        </div>
      )}
    </Fact>
  );
}

function ApiFact({ org: { api, apiCap, budget, apiJudgement } }: { org: ConnectionHealth }) {
  const { t, format } = useLocale();
  return (
    <Fact id="api" label={t('health.api')} judgement={apiJudgement}>
      {api === null ? (
        <p>{t('health.apiUnknown')}</p>
      ) : (
        <p>
          {t('health.apiUsed', {
            used: format.number(api.used, 0),
            max: format.number(api.max, 0),
            percent: format.percent(api.max === 0 ? 0 : (api.used / api.max) * 100, 0),
          })}
        </p>
      )}
      {apiCap !== null && <p>{t('health.apiCap', { cap: format.number(apiCap, 0) })}</p>}
      <p className={styles.quiet} data-budget={budget}>
        {t(`health.budget.${budget}`)}
      </p>
    </Fact>
  );
}

function PollFact({ org: { state, polledAtMs, pollFailure, uptoMs, pollJudgement } }: { org: ConnectionHealth }) {
  const locale = useLocale();
  const { t, format } = locale;
  const now = useNow();
  return (
    <Fact id="poll" label={t('health.poll')} judgement={pollJudgement}>
      <p>{polledAtMs === null ? t('health.neverPolled') : t('health.polled', { age: ageWords(polledAtMs, now, locale) })}</p>
      {state !== 'connected' && <p>{t('health.pollRests')}</p>}
      {pollFailure !== null && <FailureWords failure={pollFailure} />}
      {uptoMs !== null && <p className={styles.quiet}>{t('health.upto', { time: format.moment(uptoMs, now) })}</p>}
    </Fact>
  );
}

function MessagesFact({ org: { heardAtMs } }: { org: ConnectionHealth }) {
  const locale = useLocale();
  const { t } = locale;
  const now = useNow();
  return (
    <Fact id="messages" label={t('health.messages')} judgement={null}>
      <p>{heardAtMs === null ? t('health.notHeard') : t('health.heard', { age: ageWords(heardAtMs, now, locale) })}</p>
    </Fact>
  );
}

function DriftFact({ org: { reconciled, driftJudgement } }: { org: ConnectionHealth }) {
  const locale = useLocale();
  const { t, format } = locale;
  const now = useNow();
  const words = (): string => {
    if (reconciled === null) return t('health.neverCompared');
    const age = ageWords(reconciled.atMs, now, locale);
    return reconciled.drifted === 0
      ? t('health.comparedFine', { count: reconciled.links, age })
      : t('health.compared', { count: reconciled.links, age, drifted: format.number(reconciled.drifted, 0) });
  };
  return (
    <Fact id="drift" label={t('health.drift')} judgement={driftJudgement}>
      <p>{words()}</p>
    </Fact>
  );
}

function WorkFact({ org: { open, oldestMs, workJudgement } }: { org: ConnectionHealth }) {
  const locale = useLocale();
  const { t, format } = locale;
  const now = useNow();
  const words = (): string => {
    if (open === 0 || oldestMs === null) return t('health.noWork');
    // A moment stands better within this sentence than an age.
    const age = format.moment(oldestMs, now);
    return open >= COUNTED_MAX ? t('health.openMany', { count: open, age }) : t('health.open', { count: open, age });
  };
  return (
    <Fact id="work" label={t('health.work')} judgement={workJudgement}>
      <p>{words()}</p>
    </Fact>
  );
}
