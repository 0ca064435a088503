import Heading from '@atlaskit/heading';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useConnections } from '../../../hooks/use-connections';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { FieldsSkeleton } from '../../../parts/skeletons';
import type { BackfillBrief, BackfillView } from '../../../wire';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import { rowsText } from './backfill-words';
import styles from './backfill.module.css';
import { JobPanel } from './job-panel';
import { PlanForm } from './plan-form';
import { useBackfill } from './use-backfill';

/** Links and fills what was there before (OPS-6). */
export function BackfillPage() {
  const { t } = useLocale();
  const { loaded, reload, replace } = useBackfill();
  return (
    <AdminPage title={t('backfill.title')} intro={t('backfill.intro')}>
      {loaded.kind === 'loading' && <FieldsSkeleton fields={4} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && (
        <>
          {loaded.trouble !== null && (
            <FailureMessage failure={loaded.trouble} onRetry={reload} stillShown={t('backfill.stale')} />
          )}
          <ConfigurationGate>
            <Loaded view={loaded.view} onView={replace} />
          </ConfigurationGate>
        </>
      )}
    </AdminPage>
  );
}

function Loaded({ view, onView }: { view: BackfillView; onView: (view: BackfillView) => void }) {
  const { t } = useLocale();
  const configuration = useConfiguration().loaded;
  const connections = useConnections().loaded;
  const { job, earlier } = view;
  const isOver = job === null || ['done', 'cancelled', 'failed'].includes(job.brief.phase);
  const objects = configuration.kind === 'ready' ? configuration.view.objects : [];
  const orgs = connections.kind === 'ready' ? connections.view.connections : [];
  return (
    <>
      {job !== null && <JobPanel key={job.brief.jobId} job={job} onView={onView} />}
      {isOver && <PlanForm objects={objects.map(({ object }) => object)} orgs={orgs} onView={onView} />}
      {earlier.length > 0 && (
        <section className={styles.section} aria-labelledby="backfill-earlier">
          <div id="backfill-earlier">
            <Heading size="medium" as="h3">
              {t('backfill.earlier')}
            </Heading>
          </div>
          <ul className={styles.list}>
            {earlier.map((brief) => (
              <Earlier key={brief.jobId} brief={brief} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Earlier({ brief }: { brief: BackfillBrief }) {
  const { t, format } = useLocale();
  const { beganMs, object, phase, rows, done } = brief;
  return (
    <li>
      {t('backfill.earlierLine', {
        when: format.instant(beganMs),
        object,
        phase: t(`backfill.phase.${phase}`),
        rows: t(rowsText(brief), { count: rows }),
        linked: format.number(done.link, 0),
        created: format.number(done.create, 0),
      })}
    </li>
  );
}
