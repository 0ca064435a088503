import { useDraft } from '../../../hooks/use-draft';
import { useLocale } from '../../../locale/locale';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import { ProblemList, problemsOf } from '../parts/problem-list';
import { SaveBar } from '../parts/save-bar';
import styles from './events.module.css';
import { EventList } from './event-list';
import { ProjectSection } from './project-section';
import { SideSection } from './side-section';

/** Which events are followed, and in which projects. */
export function EventsPage() {
  const { t } = useLocale();
  return (
    <AdminPage title={t('events.title')} intro={t('events.intro')}>
      <ConfigurationGate>
        <Loaded />
      </ConfigurationGate>
    </AdminPage>
  );
}

function Loaded() {
  const draft = useDraft();
  return (
    <>
      <div className={styles.problems}>
        <ProblemList problems={problemsOf(draft.problems, 'events', 'project:', 'side:')} draft={draft} />
      </div>
      <ProjectSection draft={draft} />
      <SideSection dirty={draft.dirty} />
      <EventList draft={draft} />
      <SaveBar draft={draft} />
    </>
  );
}
