import Checkbox from '@atlaskit/checkbox';
import { useId } from 'react';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { RadioGroup } from '../../../parts/radio-group';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { JiraProject, NamedId, ProjectConfiguration } from '../../../wire';
import styles from './events.module.css';

interface Props {
  readonly project: JiraProject;
  readonly listed: boolean;
  readonly configured: ProjectConfiguration;
  readonly onChange: (issueTypes: NamedId[]) => void;
}

/** On which issue types of a project Weftline works. */
export function IssueTypes({ project, listed, configured, onChange }: Props) {
  return listed ? (
    <Choice types={project.issueTypes} configured={configured} onChange={onChange} />
  ) : (
    <AskedChoice project={project} configured={configured} onChange={onChange} />
  );
}

/** Asks Jira for the project's issue types first: it is not among those listed so far. */
function AskedChoice({ project, configured, onChange }: Omit<Props, 'listed'>) {
  const { loaded, reload } = useView('jiraProjects', { query: project.key, startAt: 0 });
  if (loaded.kind === 'loading') return <LinesSkeleton lines={2} />;
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  const types = loaded.view.projects.find(({ id }) => id === project.id)?.issueTypes ?? [];
  return <Choice types={types} configured={configured} onChange={onChange} />;
}

interface ChoiceProps {
  readonly types: readonly NamedId[];
  readonly configured: ProjectConfiguration;
  readonly onChange: (issueTypes: NamedId[]) => void;
}

function Choice({ types, configured, onChange }: ChoiceProps) {
  const { t } = useLocale();
  const id = useId();
  const chosen = configured.issueTypes;
  const isAll = chosen.length === 0;
  // What is chosen and is not there any more can be seen and removed.
  const offered = [...types, ...chosen.filter((each) => !types.some((type) => type.id === each.id))];
  const toggle = (type: NamedId, on: boolean): void =>
    onChange(on ? [...chosen, type] : chosen.filter((each) => each.id !== type.id));
  return (
    <div className={styles.choice}>
      <RadioGroup
        name={`${id}-types`}
        legend={t('projects.typesLegend', { project: configured.key })}
        value={isAll ? 'all' : 'some'}
        options={[
          { value: 'all', label: t('projects.allTypes'), description: t('projects.allTypesHint') },
          { value: 'some', label: t('projects.onlyTypes') },
        ]}
        onChange={(value) => onChange(value === 'all' ? [] : [...types])}
      />
      {!isAll && (
        <ul className={styles.typeList} aria-label={t('projects.issueTypesOf', { project: configured.key })}>
          {offered.map((type) => {
            const isChosen = chosen.some((each) => each.id === type.id);
            return (
              <li key={type.id}>
                <Checkbox
                  label={type.name}
                  isChecked={isChosen}
                  // None at all would mean all of them.
                  isDisabled={isChosen && chosen.length === 1}
                  onChange={({ currentTarget }) => toggle(type, currentTarget.checked)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
