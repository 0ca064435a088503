import { IconButton } from '@atlaskit/button/new';
import DeleteIcon from '@atlaskit/icon/core/delete';
import SettingsIcon from '@atlaskit/icon/core/settings';
import { RequiredAsterisk } from '@atlaskit/form';
import { useState } from 'react';
import type { ReorderRow } from '../../../hooks/use-reorder';
import { useLocale } from '../../../locale/locale';
import { DragHandle, MoveButtons } from '../../../parts/reorder';
import type { FieldMapping, Problem, SchemaField, Source } from '../../../wire';
import { formLabel, typeWords } from '../fields/type-words';
import { FieldProblems } from '../parts/problem-list';
import { DirectionControl } from './direction-control';
import { goesToJira, goesToSalesforce } from './directions';
import { FieldDialog } from './field-dialog';
import type { JiraChoice } from './jira-choices';
import { LookupDialog } from './lookup-dialog';
import styles from './mapping.module.css';
import { hasNoField, SourceControl } from './source-control';
import { TemplateDialog } from './template-dialog';
import { shownValue } from './value-control';
import { ValueMapDialog } from './value-map-dialog';

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

/** What of a row is open below it. */
type Open = 'nothing' | 'field' | 'source';

/** One field of a mapping: what it is, where its value comes from, and what is wrong or lost on the way. */
export function MappingRow(props: Props) {
  const { field, schema, schemaKnown, row, problems, onChange, onRemove } = props;
  const { t } = useLocale();
  const [open, setOpen] = useState<Open>('nothing');
  const close = (): void => setOpen('nothing');
  const name = schema === null ? field.field : formLabel(schema);
  // A field that is not chosen yet is told in the page's own words.
  const noField = hasNoField(field);
  const told = problems
    .filter(({ code }) => !(noField && code === 'unknownJiraField'))
    .map((problem) => ({ ...problem, text: withNames(problem.text, props.choices) }));
  const done = (changed: FieldMapping): void => {
    close();
    onChange(changed);
  };
  // With another kind of value, the dialog of the one before has no meaning.
  const change = (changed: FieldMapping): void => {
    if (open === 'source' && changed.source.kind !== field.source.kind) close();
    onChange(changed);
  };
  return (
    <>
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
        <td role="cell" className={styles.directionCell}>
          <DirectionControl field={field} name={name} onChange={onChange} />
        </td>
        <td role="cell" className={styles.sourceCell}>
          <SourceControl {...props} name={name} onChange={change} onOpen={() => setOpen('source')} />
          {noField && <p className={styles.error}>{t('source.chooseFieldProblem')}</p>}
          <RowNotes field={field} problems={told} />
        </td>
        <td role="cell" className={styles.actionCell}>
          <span className={styles.actions}>
            <IconButton
              icon={SettingsIcon}
              label={t('mapping.configure', { name })}
              appearance="subtle"
              spacing="compact"
              aria-expanded={open === 'field'}
              onClick={() => setOpen(open === 'field' ? 'nothing' : 'field')}
            />
            <IconButton
              icon={DeleteIcon}
              label={t('mapping.remove', { name })}
              appearance="subtle"
              spacing="compact"
              onClick={onRemove}
            />
          </span>
        </td>
      </tr>
      {open !== 'nothing' && (
        <tr role="row" className={styles.dialogRow}>
          <td role="cell" colSpan={5}>
            {open === 'field' ? (
              <FieldDialog
                field={field}
                schema={schema}
                // Where the value comes from may have been changed in the row meanwhile.
                onDone={(changed) => done({ ...changed, ...inRow(field) })}
                onCancel={close}
              />
            ) : (
              <SourceDialog {...props} name={name} onDone={(source) => done({ ...field, source })} onCancel={close} />
            )}
          </td>
        </tr>
      )}
    </>
  );
}

interface SourceDialogProps extends Pick<Props, 'field' | 'schema' | 'project' | 'choices'> {
  readonly name: string;
  readonly onDone: (source: Source) => void;
  readonly onCancel: () => void;
}

/** What is edited in the row itself. */
function inRow({ source, direction, policy }: FieldMapping): Partial<FieldMapping> {
  return { source, ...(direction === undefined ? {} : { direction }), ...(policy === undefined ? {} : { policy }) };
}

/** What a source needs beside its field; nothing for those that need no more. */
function SourceDialog({ field, schema, project, choices, name, onDone, onCancel }: SourceDialogProps) {
  const { source } = field;
  switch (source.kind) {
    case 'picklist':
      return (
        <ValueMapDialog
          key={source.field}
          source={source}
          schema={schema}
          name={name}
          hasBack={goesToJira(field)}
          choice={choices.find(({ value }) => value === source.field) ?? null}
          project={project}
          jiraName={choices.find(({ value }) => value === source.field)?.name ?? source.field}
          onDone={onDone}
          onCancel={onCancel}
        />
      );
    case 'template':
      return (
        <TemplateDialog
          name={name}
          template={source.template}
          choices={choices}
          onDone={(template) => onDone({ ...source, template })}
          onCancel={onCancel}
        />
      );
    case 'lookup':
      return <LookupDialog source={source} schema={schema} name={name} onDone={onDone} onCancel={onCancel} />;
    case 'nothing':
    case 'field':
    case 'constant':
      return null;
    default:
      return source satisfies never;
  }
}

/** The core names Jira's fields by their ids; people know them by their names. */
function withNames(text: string, choices: readonly JiraChoice[]): string {
  return text.replace(/`(customfield_\d+)`/g, (whole, id: string) => {
    const known = choices.find(({ value }) => value === id);
    return known === undefined ? whole : `\`${known.name}\``;
  });
}

/** What is wrong or lost, by direction where values go both ways. */
function RowNotes({ field, problems }: { field: FieldMapping; problems: readonly Problem[] }) {
  const { t } = useLocale();
  const back = problems.filter(({ code }) => BACK.has(code));
  const others = problems.filter(({ code }) => !BACK.has(code));
  if (!goesToJira(field) || !goesToSalesforce(field)) return <FieldProblems problems={problems} />;
  return (
    <>
      {others.length > 0 && (
        <div data-way="toSalesforce">
          <span className={styles.way}>{t('direction.toSalesforce')}</span>
          <FieldProblems problems={others} />
        </div>
      )}
      {back.length > 0 && (
        <div data-way="toJira">
          <span className={styles.way}>{t('direction.toJira')}</span>
          <FieldProblems problems={back} />
        </div>
      )}
    </>
  );
}

/** Codes of what is wrong or lost on the way to Jira. */
const BACK: ReadonlySet<string> = new Set(['lossyToJira', 'impossibleToJira', 'ambiguousBack']);

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
