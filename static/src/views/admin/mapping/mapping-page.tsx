import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useMemo, useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import { useConnections } from '../../../hooks/use-connections';
import { useDraft, type Draft } from '../../../hooks/use-draft';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import type { Translate } from '../../../locale/texts';
import { Empty } from '../../../parts/empty';
import type { SectionProblem } from '../../../wire';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import { ProblemList } from '../parts/problem-list';
import { SaveBar } from '../parts/save-bar';
import styles from './mapping.module.css';
import { ObjectMapping } from './object-mapping';
import { ALL_PROJECTS, offeredObjects, placesOf } from './places';
import { PlaceSelect } from './place-select';
import { RestrictionsSection } from './restrictions';
import { hasNoField } from './source-control';

/** How records are made from work items. */
export function MappingPage() {
  const { t } = useLocale();
  return (
    <AdminPage title={t('mapping.title')} intro={t('mapping.intro')}>
      <ConfigurationGate>
        <Loaded />
      </ConfigurationGate>
    </AdminPage>
  );
}

function Loaded() {
  const { t } = useLocale();
  const configuration = useConfigured();
  const connections = useConnections().loaded;
  const draft = useDraft({ check: true });
  const { go } = useAdminPlace();
  const [project, setProject] = useState(ALL_PROJECTS);
  const [object, setObject] = useState<string | null>(null);
  const orgs = useMemo(
    () => (connections.kind === 'ready' ? connections.view.connections.map(({ id }) => id) : []),
    [connections],
  );
  const places = useMemo(() => placesOf(configuration, orgs), [configuration, orgs]);
  const place = places.find(({ id }) => id === project) ?? places[0];
  const offered = place === undefined ? [] : offeredObjects(place, configuration);
  const chosen = offered.find((each) => each.object === object) ?? offered[0];
  const isRefused = draft.outcome.kind === 'invalid';
  const shownName = place !== undefined && chosen !== undefined ? `mapping:${place.id}:${chosen.object}` : '';
  // What is wrong with the mapping in sight is told at its fields; on top too when something that was saved can be
  // mended at once, and when the edits were refused.
  const told = draft.problems.filter(
    ({ section, problem, repair }) =>
      (section === 'restrictions' || section.startsWith('mapping:')) &&
      problem.severity === 'error' &&
      (section !== shownName ||
        problem.field === null ||
        isRefused ||
        (repair !== null && !draft.changed.includes(section))),
  );
  return (
    <>
      <RestrictionsSection draft={draft} />
      <section className={styles.section} aria-labelledby="mapping-heading">
        <div id="mapping-heading">
          <Heading size="medium" as="h3">
            {t('mapping.heading')}
          </Heading>
        </div>
        <ProblemList problems={told.map((problem) => inOwnWords(problem, draft, t))} draft={draft} />
        {configuration.objects.length === 0 || place === undefined ? (
          <Empty title={t('mapping.noObjects')} hint={t('mapping.noObjectsHint')}>
            <Button onClick={() => go('fields')}>{t('mapping.goFields')}</Button>
          </Empty>
        ) : (
          <>
            <PlaceSelect
              places={places}
              place={place}
              objects={offered}
              object={chosen ?? null}
              onPlace={setProject}
              onObject={setObject}
            />
            {chosen === undefined ? (
              <Empty title={t('mapping.noPairs')} hint={t('mapping.noPairsHint')}>
                <Button onClick={() => go('events')}>{t('mapping.goEvents')}</Button>
                <Button onClick={() => go('fields')}>{t('mapping.goFields')}</Button>
              </Empty>
            ) : (
              <ObjectMapping key={shownName} place={place} object={chosen} draft={draft} />
            )}
          </>
        )}
      </section>
      <SaveBar draft={draft} />
    </>
  );
}

/** A Jira field that is not chosen yet has no name that the core could tell. */
function inOwnWords(found: SectionProblem, draft: Draft, t: Translate): SectionProblem {
  const { section, problem } = found;
  const field = draft.read(section, 'mapping')?.fields.find((each) => each.field === problem.field);
  if (problem.code !== 'unknownJiraField' || field === undefined || !hasNoField(field)) return found;
  return { ...found, problem: { ...problem, text: t('source.chooseFieldProblem'), remedy: null } };
}
