import Select from '@atlaskit/select';
import Textfield from '@atlaskit/textfield';
import TextArea from '@atlaskit/textarea';
import { useLocale, type Locale } from '../../../locale/locale';
import type { FormField, SchemaField } from '../../../wire';
import { draftOf, valueOf } from '../../create/drafts';
import { inputOf } from '../../create/field-control';

interface Props {
  readonly id: string;
  /** Said where no label stands beside it. */
  readonly label?: string;
  readonly describedBy?: string;
  /** The field that the value is for; none when no org knows it. */
  readonly schema: SchemaField | null;
  /** As the configuration holds it: text that the field's type reads. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What joins several values of a picklist, in Salesforce's own form. */
const SEPARATOR = ';';

/** A value that the configuration holds, with the control of the field that it is for. */
export function ValueControl({ id, label, describedBy, schema, value, onChange }: Props) {
  const locale = useLocale();
  const { t } = locale;
  const type = schema?.fieldType ?? 'string';
  const said = { 'aria-label': label, 'aria-describedby': describedBy };
  const select = { inputId: id, 'aria-label': label, descriptionId: describedBy, menuPlacement: 'auto' as const };
  switch (type) {
    case 'boolean': {
      const options = [
        { value: 'true', label: t('value.checked') },
        { value: 'false', label: t('value.unchecked') },
      ];
      return (
        <Select<Option>
          {...select}
          spacing="compact"
          isClearable
          options={options}
          value={options.find((option) => option.value === value?.toLowerCase()) ?? null}
          placeholder={t('value.notSet')}
          onChange={(option) => onChange(option?.value ?? null)}
        />
      );
    }
    case 'picklist': {
      const options = optionsOf(schema, value === null ? [] : [value]);
      return (
        <Select<Option>
          {...select}
          spacing="compact"
          isClearable
          options={options}
          value={options.find((option) => option.value === value) ?? null}
          placeholder={t('value.notSet')}
          onChange={(option) => onChange(option?.value ?? null)}
        />
      );
    }
    case 'multipicklist': {
      const chosen = value === null || value === '' ? [] : value.split(SEPARATOR);
      const options = optionsOf(schema, chosen);
      return (
        <Select<Option, true>
          {...select}
          spacing="compact"
          isMulti
          options={options}
          value={options.filter((option) => chosen.includes(option.value))}
          placeholder={t('value.notSet')}
          onChange={(values) => onChange(values.length === 0 ? null : values.map((option) => option.value).join(SEPARATOR))}
        />
      );
    }
    case 'textarea':
      return (
        <TextArea
          id={id}
          {...said}
          value={value ?? ''}
          minimumRows={2}
          resize="vertical"
          onChange={(event) => onChange(textOf(event.currentTarget.value))}
        />
      );
    case 'datetime':
    case 'time':
      return (
        <Textfield
          id={id}
          {...said}
          {...inputOf(type)}
          isCompact
          value={String(draftOf(formField(schema, value), locale))}
          onChange={(event) => onChange(readBack(schema, event.currentTarget.value, locale))}
        />
      );
    default:
      return (
        <Textfield
          id={id}
          {...said}
          {...inputOf(type)}
          isCompact
          autoComplete="off"
          value={value ?? ''}
          onChange={(event) => onChange(textOf(event.currentTarget.value))}
        />
      );
  }
}

/** A value of the configuration as people say it. */
export function shownValue(value: string, schema: SchemaField | null, { t, format, timeZone }: Locale): string {
  switch (schema?.fieldType) {
    case 'boolean':
      return value.toLowerCase() === 'true' ? t('value.checked') : t('value.unchecked');
    case 'picklist':
    case 'multipicklist':
      return value
        .split(SEPARATOR)
        .map((each) => schema.options.find((option) => option.value === each)?.label ?? each)
        .join(', ');
    case 'date':
      return format.day(value);
    case 'datetime': {
      const atMs = Date.parse(value);
      return Number.isNaN(atMs) || timeZone === '' ? value : format.instant(atMs);
    }
    default:
      return value;
  }
}

/** The active values; one that is set but not among them is shown all the same, for the core to judge. */
function optionsOf(schema: SchemaField | null, chosen: readonly string[]): Option[] {
  const active = (schema?.options ?? []).map(({ value, label }) => ({ value, label }));
  const others = chosen.filter((value) => !active.some((option) => option.value === value));
  return [...active, ...others.map((value) => ({ value, label: value }))];
}

function textOf(text: string): string | null {
  return text === '' ? null : text;
}

function readBack(schema: SchemaField | null, draft: string, locale: Locale): string | null {
  const value = valueOf(formField(schema, null), draft, locale);
  return value === null ? null : String(value);
}

/** The field as the create form would have it, so that its values are read and shown the same way. */
function formField(schema: SchemaField | null, value: string | null): FormField {
  return {
    field: schema?.field ?? '',
    label: schema?.label ?? '',
    fieldType: schema?.fieldType ?? 'string',
    required: false,
    readOnly: false,
    value,
    valueLabel: null,
    help: null,
    width: 'one',
    length: schema?.length ?? 0,
    html: false,
    precision: 0,
    scale: 0,
    options: schema?.options ?? [],
    dependent: null,
    potentialResults: false,
    referenceTo: schema?.referenceTo ?? [],
    losses: [],
  };
}
