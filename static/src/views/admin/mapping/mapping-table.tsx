import { useRef, useState } from 'react';
import { useReorder } from '../../../hooks/use-reorder';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import type { FieldMapping, Mapping, ObjectConfiguration, Problem, SchemaField, SchemaView } from '../../../wire';
import { emptyMapping } from '../fields/presets';
import { formLabel } from '../fields/type-words';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { AddField } from './add-field';
import type { JiraChoice } from './jira-choices';
import styles from './mapping.module.css';
import { MappingRow } from './mapping-row';

interface Props {
  readonly object: ObjectConfiguration;
  readonly project: string;
  readonly mapping: Mapping;
  readonly schema: SchemaView | null;
  readonly choices: readonly JiraChoice[];
  /** Whether Jira has told its fields. */
  readonly jiraKnown: boolean;
  readonly problems: readonly Problem[];
  readonly onChange: (mapping: Mapping) => void;
}

/** The fields of a mapping, in the create form's order. */
export function MappingTable({ object, project, mapping, schema, choices, jiraKnown, problems, onChange }: Props) {
  const { t } = useLocale();
  const table = useRef<HTMLTableElement>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const schemaOf = (name: string) => schema?.fields.find(({ field }) => field === name) ?? null;
  const labelOf = (name: string): string => {
    const known = schemaOf(name);
    return known === null ? name : formLabel(known);
  };
  const write = (fields: readonly FieldMapping[]): void => onChange({ ...mapping, fields: [...fields] });
  const reorder = useReorder({
    keys: mapping.fields.map(({ field }) => field),
    nameOf: labelOf,
    onReorder: (keys) => write(keys.flatMap((key) => mapping.fields.find(({ field }) => field === key) ?? [])),
  });
  const remove = (name: string): void => {
    write(mapping.fields.filter(({ field }) => field !== name));
    setRemoving(null);
    setSaid(t('mapping.removed', { name: labelOf(name) }));
    // What had the focus is gone with its row.
    table.current?.focus();
  };
  const label = t('mapping.table', { object: schema?.label ?? object.label });
  return (
    <>
      <table ref={table} tabIndex={-1} role="table" className={styles.table} aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" className={styles.orderCell}>
              <span className={styles.hidden}>{t('mapping.order')}</span>
            </th>
            <th role="columnheader" scope="col">
              {t('mapping.field')}
            </th>
            <th role="columnheader" scope="col" className={styles.directionCell}>
              {t('mapping.direction')}
            </th>
            <th role="columnheader" scope="col">
              {t('mapping.source')}
            </th>
            <th role="columnheader" scope="col" className={styles.actionCell}>
              <span className={styles.hidden}>{t('mapping.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {mapping.fields.map((field) => (
            <MappingRow
              key={field.field}
              field={field}
              schema={schemaOf(field.field)}
              schemaKnown={schema !== null}
              project={project}
              choices={choices}
              jiraKnown={jiraKnown}
              row={reorder.rowOf(field.field)}
              problems={problems.filter((problem) => problem.field === field.field)}
              onChange={(changed) =>
                write(mapping.fields.map((each) => (each.field === field.field ? changed : each)))
              }
              onRemove={() => {
                if (schemaOf(field.field)?.required === true) setRemoving(field.field);
                else remove(field.field);
              }}
            />
          ))}
        </tbody>
      </table>
      {mapping.fields.length === 0 && <p className={styles.subtle}>{t('mapping.empty')}</p>}
      {schema !== null && (
        <AddField
          schema={schema}
          mapping={mapping}
          onAdd={(field) => {
            write([...mapping.fields, addedMapping(field)]);
            setSaid(t('mapping.fieldAdded', { name: formLabel(field) }));
          }}
        />
      )}
      <Announcement>{said}</Announcement>
      <Announcement>{reorder.announcement}</Announcement>
      <ConfirmDialog
        open={removing !== null}
        title={t('mapping.removeRequiredTitle', { name: labelOf(removing ?? '') })}
        confirm={t('mapping.removeRequiredConfirm')}
        appearance="warning"
        onConfirm={() => removing !== null && remove(removing)}
        onCancel={() => setRemoving(null)}
      >
        {t('mapping.removeRequiredText', { name: labelOf(removing ?? '') })}
      </ConfirmDialog>
    </>
  );
}

/** A field as it joins the mapping; one that nobody can set in Salesforce can only go to Jira. */
function addedMapping({ field, createable }: SchemaField): FieldMapping {
  const added = emptyMapping(field);
  return createable ? added : { ...added, source: { kind: 'field', field: '' }, direction: 'toJira' };
}
