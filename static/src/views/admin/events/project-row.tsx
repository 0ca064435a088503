import { IconButton } from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import ChevronRightIcon from '@atlaskit/icon/core/chevron-right';
import InformationIcon from '@atlaskit/icon/core/status-information';
import Select from '@atlaskit/select';
import Tooltip from '@atlaskit/tooltip';
import { useId, useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import type { Draft } from '../../../hooks/use-draft';
import { useLocale } from '../../../locale/locale';
import type { ConnectionCard, JiraProject, ProjectConfiguration } from '../../../wire';
import styles from './events.module.css';
import { IssueTypes } from './issue-types';
import { syncState } from './sync-state';

interface Props {
  readonly project: JiraProject;
  /** Whether Jira has listed it: only then its issue types are known. */
  readonly listed: boolean;
  readonly orgs: readonly ConnectionCard[];
  readonly draft: Draft;
}

/** A project: whether Weftline works in it, with which org, on which issue types. */
export function ProjectRow({ project, listed, orgs, draft }: Props) {
  const { t } = useLocale();
  const id = useId();
  const configuration = useConfigured();
  const [open, setOpen] = useState(false);
  const name = `project:${project.id}`;
  const configured = draft.read(name, 'project');
  const edited = draft.changed.includes(name);
  const write = (content: ProjectConfiguration | null): void =>
    draft.write(name, content === null ? null : { kind: 'project', content });
  const onChosen = (on: boolean): void =>
    write(on ? { id: project.id, key: project.key, name: project.name, connection: null, issueTypes: [] } : null);
  const state = syncState(project, configured, configuration, orgs[0]?.id ?? null);
  const label = t('projects.project', { name: project.name, key: project.key });
  return (
    <li className={styles.project} data-project={project.key}>
      <div className={styles.projectLine}>
        <Checkbox label={label} isChecked={configured !== null} onChange={({ currentTarget }) => onChosen(currentTarget.checked)} />
        <span className={styles.marks}>
          {edited && <span className={styles.edited}>{t('projects.edited')}</span>}
          {state !== 'inSync' && state !== 'noSide' && <OutOfSync words={t(`projects.sync.${state}`)} />}
        </span>
        {configured !== null && (
          <span className={styles.types}>
            {configured.issueTypes.length === 0
              ? t('projects.allTypes')
              : t('projects.someTypes', { count: configured.issueTypes.length })}
            <IconButton
              icon={open ? ChevronDownIcon : ChevronRightIcon}
              label={t('projects.issueTypesOf', { project: project.key })}
              appearance="subtle"
              spacing="compact"
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
            />
          </span>
        )}
      </div>
      {configured !== null && orgs.length > 1 && (
        <OrgSelect
          orgs={orgs}
          project={project}
          connection={configured.connection}
          onChange={(connection) => write({ ...configured, connection })}
        />
      )}
      <div id={id} hidden={configured === null || !open}>
        {configured !== null && open && (
          <IssueTypes
            project={project}
            listed={listed}
            configured={configured}
            onChange={(issueTypes) => write({ ...configured, issueTypes })}
          />
        )}
      </div>
    </li>
  );
}

function OutOfSync({ words }: { words: string }) {
  const { t } = useLocale();
  return (
    <Tooltip content={words}>
      {(trigger) => (
        <button {...trigger} type="button" className={styles.info} aria-label={t('projects.outOfSync', { words })}>
          <InformationIcon label="" color="var(--ds-icon-information)" />
        </button>
      )}
    </Tooltip>
  );
}

interface OrgProps {
  readonly orgs: readonly ConnectionCard[];
  readonly project: JiraProject;
  readonly connection: string | null;
  readonly onChange: (connection: string | null) => void;
}

/** Which org a project is bound to; offered when there are several. */
function OrgSelect({ orgs, project, connection, onChange }: OrgProps) {
  const { t } = useLocale();
  const options = orgs.map((org) => ({ value: org.id, label: t('projects.orgName', { name: org.organizationName, user: org.username }) }));
  const bound = connection ?? orgs[0]?.id;
  return (
    <div className={styles.org}>
      <Select
        aria-label={t('projects.orgOf', { project: project.key })}
        spacing="compact"
        isSearchable={false}
        options={options}
        value={options.find(({ value }) => value === bound) ?? null}
        placeholder={t('projects.orgGone')}
        onChange={(option) => {
          if (option !== null) onChange(option.value);
        }}
      />
    </div>
  );
}
