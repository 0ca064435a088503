import Select from '@atlaskit/select';
import { useLocale } from '../../locale/locale';
import type { PicklistValue } from '../../wire';
import { chosenValues, joinedValues } from './drafts';
import type { EditableProps } from './field-control';
import { RECORD_TYPE } from './record-type';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** One of a picklist's values. */
export function PicklistControl({ id, field, isInvalid, describedBy, draft, offer, reading, onChange }: EditableProps) {
  const { t } = useLocale();
  const byDefault = offer.kind === 'options' ? offer.options.find((option) => option.defaultValue) : undefined;
  const options = optionsOf(offer.kind === 'options' ? offer.options : [], chosenValues(field, draft));
  return (
    <Select<Option>
      inputId={id}
      options={options}
      value={options.find((option) => option.value === draft) ?? null}
      placeholder={byDefault === undefined ? t('create.none') : t('create.byDefault', { value: byDefault.label })}
      isDisabled={offer.kind !== 'options'}
      isLoading={reading}
      // A record always has a record type, where there are any.
      isClearable={!field.required && field.field !== RECORD_TYPE}
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
export function MultiPicklistControl({ id, field, isInvalid, describedBy, draft, offer, reading, onChange }: EditableProps) {
  const { t } = useLocale();
  const chosen = chosenValues(field, draft);
  const options = optionsOf(offer.kind === 'options' ? offer.options : [], chosen);
  return (
    <Select<Option, true>
      inputId={id}
      isMulti
      options={options}
      value={options.filter((option) => chosen.includes(option.value))}
      placeholder={t('create.none')}
      isDisabled={offer.kind !== 'options'}
      isLoading={reading}
      isRequired={field.required}
      isInvalid={isInvalid}
      descriptionId={describedBy}
      menuPlacement="auto"
      menuPosition="fixed"
      closeMenuOnSelect={false}
      onChange={(values) => onChange(joinedValues(values.map((option) => option.value)))}
    />
  );
}

/** What is offered; a value that is prefilled but not among it is shown all the same, for Salesforce to judge. */
function optionsOf(offered: readonly PicklistValue[], chosen: readonly string[]): Option[] {
  const active = offered.map(({ value, label }) => ({ value, label }));
  const others = chosen.filter((value) => !active.some((option) => option.value === value));
  return [...active, ...others.map((value) => ({ value, label: value }))];
}
