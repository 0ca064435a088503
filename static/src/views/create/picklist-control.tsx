import Select from '@atlaskit/select';
import { useLocale } from '../../locale/locale';
import type { FormField } from '../../wire';
import type { EditableProps } from './field-control';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What joins several values of a picklist, in Salesforce's own form. */
const SEPARATOR = ';';

/** One of a picklist's values. */
export function PicklistControl({ id, field, isInvalid, describedBy, draft, onChange }: EditableProps) {
  const { t } = useLocale();
  const options = optionsOf(field, draft === '' ? [] : [draft]);
  return (
    <Select<Option>
      inputId={id}
      options={options}
      value={options.find((option) => option.value === draft) ?? null}
      placeholder={t('create.none')}
      isClearable={!field.required}
      isRequired={field.required}
      isInvalid={isInvalid}
      descriptionId={describedBy}
      menuPlacement="auto"
      menuPosition="fixed"
      onChange={(option) => onChange(option?.value ?? '')}
    />
  );
}

/** Several of a picklist's values. */
export function MultiPicklistControl({ id, field, isInvalid, describedBy, draft, onChange }: EditableProps) {
  const { t } = useLocale();
  const chosen = draft === '' ? [] : draft.split(SEPARATOR);
  const options = optionsOf(field, chosen);
  return (
    <Select<Option, true>
      inputId={id}
      isMulti
      options={options}
      value={options.filter((option) => chosen.includes(option.value))}
      placeholder={t('create.none')}
      isRequired={field.required}
      isInvalid={isInvalid}
      descriptionId={describedBy}
      menuPlacement="auto"
      menuPosition="fixed"
      onChange={(values) => onChange(values.map((option) => option.value).join(SEPARATOR))}
    />
  );
}

/** The active values; one that is prefilled but not among them is shown all the same, for Salesforce to judge. */
function optionsOf(field: FormField, chosen: readonly string[]): Option[] {
  const active = field.options.map(({ value, label }) => ({ value, label }));
  const others = chosen.filter((value) => !active.some((option) => option.value === value));
  return [...active, ...others.map((value) => ({ value, label: value }))];
}
