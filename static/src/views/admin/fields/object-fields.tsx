import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs';
import type { Draft } from '../../../hooks/use-draft';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import { FieldsSkeleton } from '../../../parts/skeletons';
import styles from './fields.module.css';
import { FieldTab } from './field-tab';
import { problemsIn, TABS } from './tabs';
import type { ListedObject } from './use-objects';

/** Which fields of an object are shown where. */
export function ObjectFields({ object, draft }: { object: ListedObject; draft: Draft }) {
  const { t } = useLocale();
  const { loaded, reload } = useView('schema', { object: object.object, connection: null });
  const name = `fields:${object.object}`;
  const selection = draft.read(name, 'fields');
  const problems = draft.problems.filter(({ section, problem }) => section === name && problem.severity === 'error');
  if (selection === null) return null;
  const fields = loaded.kind === 'ready' ? loaded.view.fields : null;
  const label = loaded.kind === 'ready' ? loaded.view.label : object.label;
  return (
    <section aria-label={label} data-fields-of={object.object}>
      <div className={styles.detailHeading}>
        <Heading size="medium" as="h3">
          {label}
        </Heading>
      </div>
      <StateMessage object={{ ...object, label }} />
      {loaded.kind === 'loading' && <FieldsSkeleton fields={4} />}
      {loaded.kind === 'failed' && object.state !== 'gone' && (
        <FailureMessage failure={loaded.failure} onRetry={reload} />
      )}
      {loaded.kind !== 'loading' && (
        <Tabs id={`fields-${object.object}`} shouldUnmountTabPanelOnChange>
          <TabList>
            {TABS.map((tab) => {
              const count = problemsIn(tab, problems).length;
              return (
                <Tab key={tab} testId={`tab-${tab}`}>
                  {count === 0
                    ? t(`fields.tab.${tab}`)
                    : t('fields.tabTrouble', { tab: t(`fields.tab.${tab}`), count })}
                </Tab>
              );
            })}
          </TabList>
          {TABS.map((tab) => (
            <TabPanel key={tab}>
              <div className={styles.panel}>
                <FieldTab
                  tab={tab}
                  fields={fields}
                  selection={selection}
                  problems={problemsIn(tab, problems)}
                  onChange={(paths) => draft.write(name, { kind: 'fields', content: { ...selection, [tab]: paths } })}
                />
              </div>
            </TabPanel>
          ))}
        </Tabs>
      )}
    </section>
  );
}

function StateMessage({ object: { state, label } }: { object: ListedObject }) {
  const { t } = useLocale();
  if (state === null || state === 'present') return null;
  return (
    <div role={state === 'unknown' ? 'status' : 'alert'} className={parts.message} data-object-state={state}>
      <SectionMessage
        appearance={state === 'unknown' ? 'warning' : 'error'}
        title={t(`fields.${state}.title`, { object: label })}
      >
        <p>{t(`fields.${state}.text`)}</p>
      </SectionMessage>
    </div>
  );
}
