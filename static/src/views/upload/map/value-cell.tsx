import Checkbox from '@atlaskit/checkbox';
import TextArea from '@atlaskit/textarea';
import Textfield from '@atlaskit/textfield';
import { useLocale } from '../../../locale/locale';
import type { BulkDefaults, BulkField, BulkSource } from '../../../wire';
import { inputOf } from '../../create/field-control';
import styles from '../upload.module.css';
import { usesDefault, withDefault } from './choices';
import { labelOf } from './samples';

interface Props {
  readonly id: string;
  readonly field: BulkField;
  readonly source: BulkSource;
  readonly defaults: BulkDefaults;
  readonly onChange: (source: BulkSource) => void;
}

/** The value that fills a field in each row, or where a cell is empty: typed, or only used or not (TGL-11). */
export function ValueCell({ id, field, source, defaults, onChange }: Props) {
  const { t } = useLocale();
  if (field.readOnly) return null;
  switch (defaults) {
    case 'fixed':
      // Where Jira's field is empty, the mapping's own default holds.
      if (field.default === '' || source.kind === 'jira') return null;
      return (
        <Checkbox
          label={t('upload.map.useDefault', { value: labelOf(field, field.default) })}
          isChecked={usesDefault(source)}
          onChange={(event) => onChange(withDefault(source, field, event.currentTarget.checked))}
        />
      );
    case 'editable':
      if (source.kind === 'value')
        return (
          <Control
            id={`${id}-value`}
            label={t('upload.map.valueOf', { field: field.label })}
            field={field}
            text={source.text}
            onChange={(text) => onChange({ kind: 'value', text })}
          />
        );
      if (source.kind !== 'column') return null;
      return (
        <div>
          <span className={styles.hint} aria-hidden="true">
            {t('upload.map.whenEmpty')}
          </span>
          <Control
            id={`${id}-value`}
            label={t('upload.map.defaultOf', { field: field.label })}
            field={field}
            text={source.default ?? ''}
            onChange={(text) => onChange({ ...source, default: text === '' ? null : text })}
          />
        </div>
      );
    default:
      return defaults satisfies never;
  }
}

interface ControlProps {
  readonly id: string;
  readonly label: string;
  readonly field: BulkField;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** A value as a cell would have it, by the field's type. */
function Control({ id, label, field, text, onChange }: ControlProps) {
  const { t } = useLocale();
  const choices =
    field.fieldType === 'boolean'
      ? [
          { value: 'true', label: t('upload.map.yes') },
          { value: 'false', label: t('upload.map.no') },
        ]
      : field.fieldType === 'multipicklist'
        ? []
        : field.options;
  if (choices.length > 0) {
    const listed = text === '' || choices.some(({ value }) => value === text);
    return (
      <select
        id={id}
        className={styles.select}
        aria-label={label}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{t('upload.map.noValue')}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
        {!listed && <option value={text}>{text}</option>}
      </select>
    );
  }
  if (field.fieldType === 'textarea')
    return (
      <TextArea
        id={id}
        aria-label={label}
        isCompact
        minimumRows={1}
        resize="vertical"
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <Textfield
      id={id}
      aria-label={label}
      isCompact
      autoComplete="off"
      {...(field.fieldType === 'datetime' || field.fieldType === 'time' ? {} : inputOf(field.fieldType))}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
