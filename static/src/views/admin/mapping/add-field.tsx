import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useLocale } from '../../../locale/locale';
import type { Mapping, SchemaView } from '../../../wire';
import { formLabel } from '../fields/type-words';
import styles from './mapping.module.css';

interface Props {
  readonly schema: SchemaView;
  readonly mapping: Mapping;
  readonly onAdd: (field: string) => void;
}

/** Adds a field that a creation can set. */
export function AddField({ schema, mapping, onAdd }: Props) {
  const { t } = useLocale();
  const offered = schema.fields.filter(
    ({ field, createable }) => createable && !mapping.fields.some((mapped) => mapped.field === field),
  );
  if (offered.length === 0) return <p className={styles.subtle}>{t('mapping.addFieldNone')}</p>;
  const options = offered.map((field) => ({
    value: field.field,
    label: field.required ? t('mapping.fieldRequired', { label: formLabel(field) }) : formLabel(field),
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
        onChange={(option) => option !== null && onAdd(option.value)}
      />
    </div>
  );
}
