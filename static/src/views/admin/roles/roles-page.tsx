import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import { useDraft } from '../../../hooks/use-draft';
import { useLocale } from '../../../locale/locale';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import { ProblemList, problemsOf } from '../parts/problem-list';
import { SaveBar } from '../parts/save-bar';
import { useTyped } from '../preview/use-typed';
import { ACTIONS, ALL_PROJECTS, grantOf, withGrant } from './grants';
import { RoleRow } from './role-row';
import styles from './roles.module.css';
import { ViewAs } from './view-as';

/** Who may do what with Salesforce's data, in all projects and in each. */
export function RolesPage() {
  const { t } = useLocale();
  return (
    <AdminPage title={t('roles.title')} intro={t('roles.intro')}>
      <ConfigurationGate>
        <Loaded />
      </ConfigurationGate>
    </AdminPage>
  );
}

function Loaded() {
  const draft = useDraft({ check: true });
  const [project, setProject] = useState(ALL_PROJECTS);
  return (
    <>
      <ProblemList problems={problemsOf(draft.problems, 'roles:')} draft={draft} />
      <ProjectSelect project={project} onChange={setProject} />
      <RoleRows key={project} project={project} draft={draft} />
      <SaveBar draft={draft} />
      <ViewAs key={`view ${project}`} project={project === ALL_PROJECTS ? null : project} unsaved={draft.dirty} />
    </>
  );
}

function RoleRows({ project, draft }: { project: string; draft: ReturnType<typeof useDraft> }) {
  const { t } = useLocale();
  const found = useTyped('roleChoices', { project: project === ALL_PROJECTS ? null : project });
  const section = `roles:${project}`;
  const roles = draft.read(section, 'roles');
  const shared = project === ALL_PROJECTS ? null : draft.read(`roles:${ALL_PROJECTS}`, 'roles');
  return (
    <ul className={styles.rows} aria-label={t('roles.table')}>
      {ACTIONS.map((action) => (
        <RoleRow
          key={action}
          action={action}
          project={project}
          grant={grantOf(roles, action)}
          shared={grantOf(shared, action)}
          found={found}
          onChange={(grant) => {
            const next = withGrant(roles, action, grant);
            draft.write(section, next === null ? null : { kind: 'roles', content: next });
          }}
        />
      ))}
    </ul>
  );
}

function ProjectSelect({ project, onChange }: { project: string; onChange: (project: string) => void }) {
  const { t } = useLocale();
  const { projects, roles } = useConfigured();
  const named = projects.map(({ id, key, name }) => ({ value: id, label: t('roles.projectChoice', { name, key }) }));
  // Roles stay when their project is not configured any more.
  const left = roles
    .filter(({ project: id }) => id !== ALL_PROJECTS && !projects.some((each) => each.id === id))
    .map(({ project: id }) => ({ value: id, label: id }));
  const options = [{ value: ALL_PROJECTS, label: t('roles.allProjects') }, ...named, ...left];
  return (
    <div className={styles.project}>
      <Label htmlFor="roles-project">{t('roles.project')}</Label>
      <Select
        inputId="roles-project"
        options={options}
        value={options.find(({ value }) => value === project) ?? null}
        descriptionId="roles-project-hint"
        onChange={(option) => option !== null && onChange(option.value)}
      />
      {project === ALL_PROJECTS && (
        <p id="roles-project-hint" className={styles.hint}>
          {t('roles.allHint')}
        </p>
      )}
    </div>
  );
}
