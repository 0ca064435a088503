import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';
import type { Draft } from '../../../hooks/use-draft';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import { FieldsSkeleton } from '../../../parts/skeletons';
import type { Mapping, ObjectConfiguration, SchemaView } from '../../../wire';
import { presetMapping } from '../fields/presets';
import { formLabel } from '../fields/type-words';
import { MappingPreview } from '../preview/mapping-preview';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { Feed } from './feed';
import { Files } from './files';
import styles from './mapping.module.css';
import { MappingTable } from './mapping-table';
import { ALL_PROJECTS, type MappingPlace } from './places';
import { jiraChoices, pseudoFields } from './jira-choices';
import { RelatedLookups } from './related-lookups';
import { SyncConditions } from './sync-conditions';
import { TimeZone } from './time-zone';

interface Props {
  readonly place: MappingPlace;
  readonly object: ObjectConfiguration;
  readonly draft: Draft;
}

/** The mapping of an object in a place: its own, or the one that it would have. */
export function ObjectMapping({ place, object, draft }: Props) {
  const { t } = useLocale();
  // The page may be about several orgs; what a project is bound to is asked there.
  const connection = place.id === ALL_PROJECTS ? null : (place.connections[0] ?? null);
  const schema = useView('schema', { object: object.object, connection });
  const jira = useView('jiraFields', {});
  const name = `mapping:${place.id}:${object.object}`;
  const own = draft.read(name, 'mapping');
  const shared = draft.read(`mapping:${ALL_PROJECTS}:${object.object}`, 'mapping');
  const write = (content: Mapping | null): void =>
    draft.write(name, content === null ? null : { kind: 'mapping', content });

  if (schema.loaded.kind === 'loading' || jira.loaded.kind === 'loading') return <FieldsSkeleton fields={5} />;
  const known = schema.loaded.kind === 'ready' ? schema.loaded.view : null;
  const fields = jira.loaded.kind === 'ready' ? jira.loaded.view.fields : [];
  const choices = jiraChoices([...pseudoFields(t), ...fields], t);
  const problems = draft.problems.filter(({ section }) => section === name).map(({ problem }) => problem);
  return (
    <div data-mapping={name}>
      {schema.loaded.kind === 'failed' && (
        <FailureMessage
          failure={schema.loaded.failure}
          onRetry={schema.reload}
          stillShown={t('mapping.stale', { object: object.label })}
        />
      )}
      {jira.loaded.kind === 'failed' && <FailureMessage failure={jira.loaded.failure} onRetry={jira.reload} />}
      {own === null ? (
        <NoMapping place={place} object={object} shared={shared} schema={known} onAdd={write} />
      ) : (
        <div className={styles.beside}>
          <div className={styles.edited}>
            <MappingHead place={place} object={object} mapping={own} schema={known} onChange={write} />
            <TimeZone mapping={own} schema={known} choices={choices} problems={problems} onChange={write} />
            <MappingTable
              object={object}
              project={place.id}
              mapping={own}
              schema={known}
              choices={choices}
              jiraKnown={jira.loaded.kind === 'ready'}
              problems={problems}
              onChange={write}
            />
            <RelatedLookups
              object={object}
              mapping={own}
              schema={known}
              problems={problems}
              chosen={draft.objects}
              onChange={write}
            />
            <SyncConditions
              object={object}
              project={place.id}
              mapping={own}
              schema={known}
              fields={fields}
              jiraKnown={jira.loaded.kind === 'ready'}
              problems={problems}
              onChange={write}
            />
            <Files object={object} mapping={own} problems={problems} onChange={write} />
            <Feed object={object} mapping={own} schema={known} problems={problems} onChange={write} />
          </div>
          <div className={styles.previewed}>
            <MappingPreview
              mapping={own}
              object={object.label}
              project={place.id === ALL_PROJECTS ? null : place.id}
            />
          </div>
        </div>
      )}
    </div>
  );
}

interface NoMappingProps {
  readonly place: MappingPlace;
  readonly object: ObjectConfiguration;
  readonly shared: Mapping | null;
  readonly schema: SchemaView | null;
  readonly onAdd: (mapping: Mapping) => void;
}

function NoMapping({ place, object, shared, schema, onAdd }: NoMappingProps) {
  const { t } = useLocale();
  const isShared = place.id === ALL_PROJECTS;
  if (!isShared && shared !== null)
    return (
      <div className={styles.noMapping}>
        <p>{t('mapping.inherits', { object: object.label })}</p>
        <p className={styles.subtle}>{t('mapping.inheritsHint')}</p>
        <Button onClick={() => onAdd(shared)}>{t('mapping.own')}</Button>
      </div>
    );
  return (
    <div className={styles.noMapping}>
      <p>{t(isShared ? 'mapping.none' : 'mapping.noneNoParent', { object: object.label })}</p>
      {schema !== null && <Button onClick={() => onAdd(presetMapping(schema))}>{t('mapping.add')}</Button>}
    </div>
  );
}

interface HeadProps {
  readonly place: MappingPlace;
  readonly object: ObjectConfiguration;
  readonly mapping: Mapping;
  readonly schema: SchemaView | null;
  readonly onChange: (mapping: Mapping | null) => void;
}

function MappingHead({ place, object, mapping, schema, onChange }: HeadProps) {
  const { t } = useLocale();
  const [removing, setRemoving] = useState(false);
  const isShared = place.id === ALL_PROJECTS;
  return (
    <>
      <div className={styles.head}>
        {(schema?.assignable ?? mapping.assignmentRules) && (
          <div>
            <Checkbox
              label={t('mapping.assignmentRules')}
              isChecked={mapping.assignmentRules}
              aria-describedby="assignment-hint"
              onChange={({ currentTarget }) => onChange({ ...mapping, assignmentRules: currentTarget.checked })}
            />
            <p id="assignment-hint" className={styles.indented}>
              {t('mapping.assignmentRulesHint')}
            </p>
          </div>
        )}
        <Button appearance="subtle" onClick={() => setRemoving(true)}>
          {t(isShared ? 'mapping.removeAll' : 'mapping.removeOwn')}
        </Button>
      </div>
      {schema !== null && <MissingFields mapping={mapping} schema={schema} onChange={onChange} />}
      <ConfirmDialog
        open={removing}
        title={
          isShared
            ? t('mapping.removeAllTitle', { object: object.label })
            : t('mapping.removeOwnTitle', { project: place.key ?? '' })
        }
        confirm={t('mapping.removeConfirm')}
        appearance="warning"
        onConfirm={() => {
          setRemoving(false);
          onChange(null);
        }}
        onCancel={() => setRemoving(false)}
      >
        {t(isShared ? 'mapping.removeAllText' : 'mapping.removeOwnText', { object: object.label })}
      </ConfirmDialog>
    </>
  );
}

interface MissingProps {
  readonly mapping: Mapping;
  readonly schema: SchemaView;
  readonly onChange: (mapping: Mapping) => void;
}

/** Fields without which no record can be created, and which are not in the mapping. */
function MissingFields({ mapping, schema, onChange }: MissingProps) {
  const { t } = useLocale();
  const missing = presetMapping(schema).fields.filter(
    ({ field }) => !mapping.fields.some((mapped) => mapped.field === field),
  );
  if (missing.length === 0) return null;
  const labels = missing.map(({ field }) => {
    const known = schema.fields.find((each) => each.field === field);
    return known === undefined ? field : formLabel(known);
  });
  return (
    <div className={parts.message} data-missing="required">
      <SectionMessage appearance="warning" title={t('mapping.missing', { count: missing.length })}>
        <p>{t('mapping.missingText', { object: schema.label, fields: labels.join(', ') })}</p>
        <Button
          spacing="compact"
          onClick={() => onChange({ ...mapping, fields: [...missing, ...mapping.fields] })}
        >
          {t('mapping.addMissing')}
        </Button>
      </SectionMessage>
    </div>
  );
}
