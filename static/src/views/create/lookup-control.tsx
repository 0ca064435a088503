import Select from '@atlaskit/select';
import { useState } from 'react';
import { useLookup } from '../../hooks/use-lookup';
import { useLocale } from '../../locale/locale';
import type { Translate } from '../../locale/texts';
import { failureWords } from '../../parts/failure-words';
import type { LookupOption } from '../../wire';
import type { EditableProps } from './field-control';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** A lookup: searches records as one types, and holds the id of the one that is chosen. */
export function LookupControl({ id, object, field, isInvalid, describedBy, draft, onChange }: EditableProps) {
  const locale = useLocale();
  const { t } = locale;
  const { options, searching, failure, search } = useLookup(object, field.field);
  const several = field.referenceTo.length > 1;
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Option | null>(
    draft === '' ? null : { value: draft, label: field.valueLabel ?? draft },
  );
  return (
    <Select<Option>
      inputId={id}
      options={options.map((option) => ({ value: option.id, label: several ? named(option, t) : option.name }))}
      value={chosen}
      inputValue={typed}
      isLoading={searching}
      isClearable
      isRequired={field.required}
      isInvalid={isInvalid}
      descriptionId={describedBy}
      menuPlacement="auto"
      menuPosition="fixed"
      placeholder={t('create.lookupHint')}
      // Salesforce has searched already; searching its answer again would hide what matched otherwise than by name.
      filterOption={() => true}
      noOptionsMessage={() =>
        failure !== null
          ? t('create.lookupFailed', { reason: failureWords(failure, locale).title })
          : t(typed.trim() === '' ? 'create.lookupHint' : 'create.lookupNothing')
      }
      onInputChange={(text, { action }) => {
        setTyped(text);
        if (action === 'input-change') search(text);
      }}
      onChange={(option) => {
        setChosen(option);
        onChange(option?.value ?? '');
      }}
    />
  );
}

/** A record of one of several objects, as people tell them apart. */
function named({ name, object }: LookupOption, t: Translate): string {
  const words = object === 'Group' ? t('create.lookup.queue') : object === 'User' ? t('create.lookup.user') : object;
  return t('create.lookup.of', { name, object: words });
}
