import { Label } from '@atlaskit/form';
import SectionMessage from '@atlaskit/section-message';
import Select from '@atlaskit/select';
import { useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import { useDraft } from '../../../hooks/use-draft';
import { useAdminPlace } from '../../../hooks/use-place';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import type { PlainKey } from '../../../locale/texts';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import { FieldsSkeleton } from '../../../parts/skeletons';
import type { ConfigurationView, IssueChoice } from '../../../wire';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import { ProblemList } from '../parts/problem-list';
import { SaveBar } from '../parts/save-bar';
import { ALL_PROJECTS } from './new-rule';
import { RuleList } from './rule-list';
import styles from './rules.module.css';

/** The rules by which records are created with nobody doing anything. */
export function RulesPage() {
  const { t } = useLocale();
  return (
    <AdminPage title={t('rules.title')} intro={t('rules.intro')}>
      <ConfigurationGate>
        <Loaded />
      </ConfigurationGate>
    </AdminPage>
  );
}

function Loaded() {
  const draft = useDraft({ check: true });
  const jira = useView('jiraFields', {});
  const [project, setProject] = useState(ALL_PROJECTS);
  const [issue, setIssue] = useState<IssueChoice | null>(null);
  const section = `rules:${project}`;
  const fields = jira.loaded.kind === 'ready' ? jira.loaded.view.fields : [];
  // What is wrong with the rules in sight is told at them.
  const elsewhere = draft.problems.filter(({ section: name }) => name.startsWith('rules:') && name !== section);
  const choose = (id: string): void => {
    setProject(id);
    // A work item of another project says nothing of these rules.
    setIssue((before) => (id === ALL_PROJECTS || before?.projectId === id ? before : null));
  };
  return (
    <>
      <Standstill />
      <ProblemList problems={elsewhere} draft={draft} />
      <ProjectSelect project={project} onChange={choose} read={(id) => draft.read(`rules:${id}`, 'rules')?.rules.length ?? 0} />
      {jira.loaded.kind === 'loading' && <FieldsSkeleton fields={3} />}
      {jira.loaded.kind === 'failed' && <FailureMessage failure={jira.loaded.failure} onRetry={jira.reload} />}
      {jira.loaded.kind !== 'loading' && (
        <RuleList
          key={project}
          project={project}
          draft={draft}
          fields={fields}
          known={jira.loaded.kind === 'ready'}
          issue={issue}
          onIssue={setIssue}
        />
      )}
      <SaveBar draft={draft} />
    </>
  );
}

/** Why rules do nothing, or less than they say, and where to change that. */
function Standstill() {
  const { t } = useLocale();
  const configuration = useConfigured();
  const { go } = useAdminPlace();
  const reason = standstill(configuration);
  if (reason === null) return null;
  return (
    <div className={parts.message} data-standstill={reason.text}>
      <SectionMessage appearance="warning">
        <p>{t(reason.text)}</p>
        <button type="button" className={parts.nameButton} onClick={() => go(reason.page)}>
          {t(reason.page === 'events' ? 'rules.goEvents' : 'rules.goSettings')}
        </button>
      </SectionMessage>
    </div>
  );
}

function standstill({ settings, events, projects }: ConfigurationView): { text: PlainKey; page: 'events' | 'settings' } | null {
  if (!settings.enabled) return { text: 'rules.off.enabled', page: 'settings' };
  if (projects.length === 0) return { text: 'rules.noProjects', page: 'events' };
  if (!events.issueCreated && !events.issueUpdated) return { text: 'rules.off.both', page: 'events' };
  if (!events.issueCreated) return { text: 'rules.off.issueCreated', page: 'events' };
  if (!events.issueUpdated) return { text: 'rules.off.issueUpdated', page: 'events' };
  return null;
}

interface SelectProps {
  readonly project: string;
  readonly read: (project: string) => number;
  readonly onChange: (project: string) => void;
}

function ProjectSelect({ project, read, onChange }: SelectProps) {
  const { t } = useLocale();
  const { projects, rules } = useConfigured();
  const named = projects.map(({ id, key, name }) => ({ value: id, name: t('rules.projectChoice', { name, key }) }));
  // Rules stay when their project is not configured any more.
  const left = rules
    .filter(({ project: id }) => id !== ALL_PROJECTS && !projects.some((each) => each.id === id))
    .map(({ project: id }) => ({ value: id, name: id }));
  const options = [{ value: ALL_PROJECTS, name: t('rules.allProjects') }, ...named, ...left].map((option) => {
    const count = read(option.value);
    return {
      ...option,
      label: count === 0 ? option.name : t('rules.projectCount', { project: option.name, count }),
    };
  });
  const shared = read(ALL_PROJECTS);
  return (
    <div className={styles.project}>
      <Label htmlFor="rules-project">{t('rules.project')}</Label>
      <Select
        inputId="rules-project"
        options={options}
        value={options.find(({ value }) => value === project) ?? null}
        descriptionId="rules-project-hint"
        onChange={(option) => option !== null && onChange(option.value)}
      />
      <p id="rules-project-hint" className={styles.hint}>
        {project === ALL_PROJECTS ? (
          t('rules.allHint')
        ) : shared > 0 ? (
          <>
            {t('rules.alsoShared', { count: shared })}{' '}
            <button type="button" className={parts.nameButton} onClick={() => onChange(ALL_PROJECTS)}>
              {t('rules.showShared')}
            </button>
          </>
        ) : null}
      </p>
    </div>
  );
}
