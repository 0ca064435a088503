import { IconButton } from '@atlaskit/button/new';
import DeleteIcon from '@atlaskit/icon/core/delete';
import SettingsIcon from '@atlaskit/icon/core/settings';
import { RequiredAsterisk } from '@atlaskit/form';
import { useState } from 'react';
import type { ReorderRow } from '../../../hooks/use-reorder';
import { useLocale } from '../../../locale/locale';
import { DragHandle, MoveButtons } from '../../../parts/reorder';
import type { FieldMapping, Problem, SchemaField } from '../../../wire';
import { typeWords } from '../fields/type-words';
import { FieldProblems } from '../parts/problem-list';
import { FieldDialog } from './field-dialog';
import type { JiraChoice } from './jira-choices';
import styles from './mapping.module.css';
import { SourceControl } from './source-control';
import { shownValue } from './value-control';

interface Props {
  readonly field: FieldMapping;
  /** What the org says of it; none when it says nothing. */
  readonly schema: SchemaField | null;
  /** Whether the org was asked at all. */
  readonly schemaKnown: boolean;
  readonly project: string;
  readonly choices: readonly JiraChoice[];
  readonly jiraKnown: boolean;
  readonly row: ReorderRow;
  readonly problems: readonly Problem[];
  readonly onChange: (field: FieldMapping) => void;
  readonly onRemove: () => void;
}

/** One field of a mapping: what it is, where its value comes from, and what is wrong or lost on the way. */
export function MappingRow(props: Props) {
  const { field, schema, schemaKnown, row, problems, onChange, onRemove } = props;
  const { t } = useLocale();
  const [open, setOpen] = useState(false);
  const name = schema?.label ?? field.field;
  // A field that is not chosen yet is told in the page's own words.
  const noField = 'field' in field.source && field.source.field === '';
  const told = problems.filter(({ code }) => !(noField && code === 'unknownJiraField'));
  return (
    <tr role="row" data-reorder data-field={field.field} className={styles.row} {...row.row}>
      <td role="cell" className={styles.orderCell}>
        <span className={styles.order}>
          <DragHandle row={row} />
          <MoveButtons row={row} name={name} />
        </span>
      </td>
      <th role="rowheader" scope="row" className={styles.fieldCell}>
        <span className={styles.fieldName}>
          {name}
          {schema?.required === true && (
            <span title={t('mapping.required')}>
              <RequiredAsterisk />
              <span className={styles.hidden}> {t('mapping.required')}</span>
            </span>
          )}
        </span>
        <span className={styles.about}>
          {field.field}
          {' · '}
          {schema !== null ? typeWords(schema, t) : schemaKnown ? t('mapping.unknownType') : ''}
        </span>
        <Badges field={field} schema={schema} />
      </th>
      <td role="cell" className={styles.sourceCell}>
        <SourceControl {...props} name={name} />
        {noField && <p className={styles.error}>{t('source.chooseFieldProblem')}</p>}
        <FieldProblems problems={told} />
      </td>
      <td role="cell" className={styles.actionCell}>
        <span className={styles.actions}>
          <IconButton
            icon={SettingsIcon}
            label={t('mapping.configure', { name })}
            appearance="subtle"
            spacing="compact"
            onClick={() => setOpen(true)}
          />
          <IconButton
            icon={DeleteIcon}
            label={t('mapping.remove', { name })}
            appearance="subtle"
            spacing="compact"
            onClick={onRemove}
          />
        </span>
        <FieldDialog
          open={open}
          field={field}
          schema={schema}
          onDone={(changed) => {
            setOpen(false);
            onChange(changed);
          }}
          onCancel={() => setOpen(false)}
        />
      </td>
    </tr>
  );
}

/** What was decided in the field's dialog, in a word each. */
function Badges({ field, schema }: { field: FieldMapping; schema: SchemaField | null }) {
  const locale = useLocale();
  const { t } = locale;
  const words = [
    ...(field.label === null ? [] : [t('mapping.shownAs', { label: field.label })]),
    ...(field.default === null ? [] : [t('mapping.badge.default', { value: shownValue(field.default, schema, locale) })]),
    ...(field.readOnly ? [t('mapping.badge.readOnly')] : []),
    ...(field.width === 'two' ? [t('mapping.badge.wide')] : []),
    ...(field.potentialResults ? [t('mapping.badge.potential')] : []),
  ];
  if (words.length === 0) return null;
  return <span className={styles.about}>{words.join(' · ')}</span>;
}
