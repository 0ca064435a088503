import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useRef, type ReactNode } from 'react';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useHealth } from '../../../hooks/use-health';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { Empty } from '../../../parts/empty';
import { FailureMessage } from '../../../parts/failure-message';
import { OutsideLink } from '../../../parts/outside-link';
import { RefreshControl } from '../../../parts/refresh-control';
import { FieldsSkeleton } from '../../../parts/skeletons';
import type { HealthView } from '../../../wire';
import { AdminPage } from '../parts/admin-page';
import { ConfigurationFacts } from './configuration-facts';
import { EraseSection } from './erase-section';
import { Fact, JudgementLozenge } from './fact';
import { FailedWork } from './failed-work';
import styles from './health.module.css';
import { overall, worst } from './judgements';
import { OrgHealth } from './org-health';
import { SupportBundle } from './support-bundle';
import { ageWords, FailureWords } from './words';

/** How everything stands (OPS-3), what has failed (OPS-2), what to give away when something is wrong (OPS-9), and whom to forget (OPS-5). */
export function HealthPage() {
  const { t } = useLocale();
  const { loaded, reload } = useHealth();
  return (
    <AdminPage title={t('health.title')} intro={t('health.intro')}>
      {loaded.kind === 'loading' && <FieldsSkeleton fields={5} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && (
        <>
          {loaded.trouble !== null && (
            <FailureMessage failure={loaded.trouble} onRetry={reload} stillShown={t('health.stale')} />
          )}
          <Loaded view={loaded.view} refreshing={loaded.refreshing} onRefresh={reload} />
        </>
      )}
    </AdminPage>
  );
}

interface LoadedProps {
  readonly view: HealthView;
  readonly refreshing: boolean;
  readonly onRefresh: () => void;
}

function Loaded({ view, refreshing, onRefresh }: LoadedProps) {
  const { t, format } = useLocale();
  const { go } = useAdminPlace();
  const failed = useRef<HTMLElement>(null);
  const configuration = useConfiguration().loaded;
  const isUnfit =
    configuration.kind === 'ready' && configuration.view.problems.some(({ problem }) => problem.severity === 'error');
  const judgement = worst([overall(view), isUnfit ? 'bad' : 'fine']);
  const toFailed = (): void => {
    failed.current?.scrollIntoView();
    failed.current?.focus();
  };
  return (
    <>
      <div className={styles.toolbar}>
        <p className={styles.overall} data-overall={judgement}>
          <JudgementLozenge judgement={judgement} />
          {t(`health.${judgement}`)}
        </p>
        <RefreshControl atMs={view.atMs} refreshing={refreshing} onRefresh={onRefresh} />
      </div>
      <Announcement>{refreshing ? '' : `${t(`health.${judgement}`)}. ${t('health.looked', { time: format.instant(view.atMs) })}`}</Announcement>
      {!view.enabled && (
        <div className={styles.banner}>
          <SectionMessage appearance="warning">
            <p>{t('health.off')}</p>
          </SectionMessage>
        </div>
      )}
      {view.connections.length === 0 && (
        <Empty title={t('health.noOrg')} hint={t('health.noOrgHint')}>
          <Button onClick={() => go('connection')}>{t('health.openConnection')}</Button>
        </Empty>
      )}
      {view.connections.map((org) => (
        <OrgHealth key={org.connection} org={org} />
      ))}
      <JiraHealth view={view} onShowFailed={toFailed} />
      <FailedWork anchor={failed} failed={view.failed} onChanged={onRefresh} />
      <SupportBundle />
      <EraseSection />
      <About view={view} />
    </>
  );
}

function JiraHealth({ view, onShowFailed }: { view: HealthView; onShowFailed: () => void }) {
  const locale = useLocale();
  const { t } = locale;
  const { jiraPolledAtMs, jiraPollFailure, failed } = view;
  return (
    <Section name={t('health.jira')}>
      <Fact id="jira" label={t('health.jiraPoll')} judgement={view.jiraJudgement}>
        <p>
          {jiraPolledAtMs === null
            ? t('health.neverPolledJira')
            : t('health.jiraPolled', { age: ageWords(jiraPolledAtMs, view.atMs, locale) })}
        </p>
        {jiraPollFailure !== null && <FailureWords failure={jiraPollFailure} />}
      </Fact>
      <ConfigurationFacts />
      <Fact id="failed" label={t('health.failed')} judgement={view.failedJudgement}>
        <p>
          {failed === 0
            ? t('health.noFailed')
            : failed >= COUNTED_MAX
              ? t('health.failedMany', { count: failed })
              : t('health.failedCount', { count: failed })}
        </p>
        {failed > 0 && (
          <div className={styles.actions}>
            <Button spacing="compact" onClick={onShowFailed}>
              {t('health.showFailed')}
            </Button>
          </div>
        )}
      </Fact>
    </Section>
  );
}

/** The core counts so far. */
const COUNTED_MAX = 100;

function About({ view: { version, planner, helpUrl } }: { view: HealthView }) {
  const { t, format } = useLocale();
  return (
    <Section name={t('health.about')}>
      <Fact id="version" label={t('health.version')} judgement={null}>
        <p>{t('health.versions', { version, planner: format.number(planner, 0) })}</p>
      </Fact>
      <Fact id="help" label={t('health.help')} judgement={null}>
        <p>
          <OutsideLink address={helpUrl}>{t('health.helpLink')}</OutsideLink>
        </p>
      </Fact>
    </Section>
  );
}

/** A group of facts under a name. */
function Section({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={name}>
      <Heading size="medium" as="h3">
        {name}
      </Heading>
      <dl className={styles.facts}>{children}</dl>
    </section>
  );
}
