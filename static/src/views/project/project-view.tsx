import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';
import { useNow } from '../../hooks/use-now';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { FieldsSkeleton } from '../../parts/skeletons';
import type { FailedItem, ProjectPageView } from '../../wire';
import { taskWords } from '../admin/health/task-words';
import { IssueLink } from '../admin/parts/issue-link';
import styles from './project.module.css';
import { ProjectSections } from './project-sections';

/** The page in a project's settings: what Weftline does in it, for who administers the project. */
export function ProjectView() {
  const { t } = useLocale();
  const { loaded, reload } = useView('projectPage', {});
  return (
    <main className={styles.page}>
      <Heading size="large" as="h1">
        {t('project.title')}
      </Heading>
      {loaded.kind === 'loading' && <FieldsSkeleton fields={4} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && <Shown view={loaded.view} />}
    </main>
  );
}

function Shown({ view }: { view: ProjectPageView }) {
  const { t } = useLocale();
  return (
    <>
      <p className={styles.intro}>{t('project.intro', { project: view.key })}</p>
      <Standing view={view} />
      {view.failed.length > 0 && <Failed items={view.failed} />}
      {view.configured && <ProjectSections view={view} />}
    </>
  );
}

/** Whether anything is done in the project, and with which org. */
function Standing({ view: { enabled, configured, org } }: { view: ProjectPageView }) {
  const { t } = useLocale();
  if (!configured) return <Empty title={t('project.notConfigured')} hint={t('project.askAdmin')} />;
  return (
    <>
      {!enabled && (
        <SectionMessage appearance="warning" title={t('project.off')}>
          <p>{t('project.offHint')}</p>
        </SectionMessage>
      )}
      <p className={styles.org}>
        {org === null ? (
          t('project.noOrg')
        ) : (
          <>
            {t('project.org', { org: org.name })}{' '}
            <Lozenge appearance={org.state === 'connected' ? 'success' : 'removed'}>{t(`connection.state.${org.state}`)}</Lozenge>
          </>
        )}
      </p>
    </>
  );
}

/** What went wrong on work items of the project, and is left to people. */
function Failed({ items }: { items: readonly FailedItem[] }) {
  const { t, format, said } = useLocale();
  const now = useNow();
  return (
    <section className={styles.section} aria-labelledby="project-failed">
      <div id="project-failed">
        <Heading size="medium" as="h2">
          {t('project.failed')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('project.failedHint')}</p>
      <ul className={styles.failed}>
        {items.map((item) => (
          <li key={item.key}>
            {item.issue !== null && <IssueLink issue={item.issue} gone={t('failed.issueGone', { id: item.issue.id })} />}{' '}
            {taskWords(item.task, t)}: {said(item.failure.text)}{' '}
            <span className={styles.quiet}>{t('failed.since', { time: format.moment(item.sinceMs, now) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
