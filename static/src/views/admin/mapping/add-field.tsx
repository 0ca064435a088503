import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useLocale } from '../../../locale/locale';
import type { Translate } from '../../../locale/texts';
import type { Mapping, SchemaField, SchemaView } from '../../../wire';
import { formLabel } from '../fields/type-words';
import styles from './mapping.module.css';

interface Props {
  readonly schema: SchemaView;
  readonly mapping: Mapping;
  readonly onAdd: (field: SchemaField) => void;
}

/** Adds a field: one that a creation can set, or one whose value can only go to Jira. */
export function AddField({ schema, mapping, onAdd }: Props) {
  const { t } = useLocale();
  const offered = schema.fields.filter(
    ({ field, createable, fieldType }) =>
      !mapping.fields.some((mapped) => mapped.field === field) &&
      // What is reached over a lookup belongs to another record.
      (createable || (!field.includes('.') && fieldType !== 'id' && fieldType !== 'base64')),
  );
  if (offered.length === 0) return <p className={styles.subtle}>{t('mapping.addFieldNone')}</p>;
  const options = [...offered.filter(isSet), ...offered.filter((field) => !isSet(field))].map((field) => ({
    value: field.field,
    label: labelOf(field, t),
    field,
  }));
  return (
    <div className={styles.addField}>
      <Label htmlFor="add-field">{t('mapping.addField')}</Label>
      <Select
        inputId="add-field"
        options={options}
        value={null}
        menuPlacement="auto"
        placeholder={t('mapping.addFieldHint', { object: schema.label })}
        noOptionsMessage={() => t('mapping.addFieldNothing')}
        // People look for an API name too.
        filterOption={({ label, value }, text) => `${label} ${value}`.toLowerCase().includes(text.trim().toLowerCase())}
        onChange={(option) => option !== null && onAdd(option.field)}
      />
    </div>
  );
}

function isSet({ createable }: SchemaField): boolean {
  return createable;
}

function labelOf(field: SchemaField, t: Translate): string {
  const label = formLabel(field);
  if (!field.createable) return t('mapping.fieldReadOnly', { label });
  return field.required ? t('mapping.fieldRequired', { label }) : label;
}
