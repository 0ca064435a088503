import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SearchIcon from '@atlaskit/icon/core/search';
import Textfield from '@atlaskit/textfield';
import { Label } from '@atlaskit/form';
import { useMemo, useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import { useConnections } from '../../../hooks/use-connections';
import type { Draft } from '../../../hooks/use-draft';
import { useProjects } from '../../../hooks/use-projects';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { Empty } from '../../../parts/empty';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { JiraProject } from '../../../wire';
import styles from './events.module.css';
import { ProjectRow } from './project-row';

/** The projects in which Weftline works, and the rest of the site's to choose from. */
export function ProjectSection({ draft }: { draft: Draft }) {
  const { t, format } = useLocale();
  const configuration = useConfigured();
  const connections = useConnections().loaded;
  const [text, setText] = useState('');
  const { projects, total, loading, failure, search, more, again } = useProjects();
  const orgs = connections.kind === 'ready' ? connections.view.connections : [];

  // Configured projects come first, also those that Jira has not listed yet or does not have any more.
  const rows = useMemo(() => {
    const listed = new Map(projects.map((project) => [project.id, project]));
    const wanted = text.trim().toLowerCase();
    const configured = configuration.projects
      .filter(({ key, name }) => wanted === '' || `${key} ${name}`.toLowerCase().includes(wanted))
      .map((each): JiraProject => listed.get(each.id) ?? { ...each, issueTypes: each.issueTypes });
    const first = new Set(configured.map(({ id }) => id));
    return [...configured, ...projects.filter(({ id }) => !first.has(id))];
  }, [projects, configuration.projects, text]);

  return (
    <section className={styles.section} aria-labelledby="projects-heading">
      <div id="projects-heading">
        <Heading size="medium" as="h3">
          {t('projects.title')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('projects.hint')}</p>
      <div className={styles.search}>
        <Label htmlFor="projects-search">{t('projects.search')}</Label>
        <Textfield
          id="projects-search"
          type="search"
          autoComplete="off"
          value={text}
          elemBeforeInput={
            <span className={styles.searchIcon}>
              <SearchIcon label="" />
            </span>
          }
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            search(currentTarget.value);
          }}
        />
      </div>
      {failure !== null && <FailureMessage failure={failure} onRetry={again} />}
      {rows.length > 0 && (
        <ul className={styles.projects} aria-label={t('projects.title')}>
          {rows.map((project) => (
            <ProjectRow
              key={project.id}
              project={project}
              listed={projects.some(({ id }) => id === project.id)}
              orgs={orgs}
              draft={draft}
            />
          ))}
        </ul>
      )}
      {loading && <LinesSkeleton lines={3} />}
      {!loading && failure === null && rows.length === 0 && (
        <Empty
          title={text.trim() === '' ? t('projects.none') : t('projects.nothing', { text: text.trim() })}
          hint={t(text.trim() === '' ? 'projects.noneHint' : 'projects.nothingHint')}
        />
      )}
      {!loading && projects.length < total && (
        <div>
          <Button onClick={more}>{t('projects.more', { count: total - projects.length })}</Button>
        </div>
      )}
      <Announcement>
        {loading ? '' : t('projects.shown', { shown: format.number(rows.length, 0), total: format.number(Math.max(total, rows.length), 0) })}
      </Announcement>
    </section>
  );
}
