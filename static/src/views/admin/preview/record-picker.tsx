import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useId } from 'react';
import { useLocale } from '../../../locale/locale';
import { failureWords } from '../../../parts/failure-words';
import type { LookupOption } from '../../../wire';
import { useTyped } from './use-typed';

interface Props {
  /** The project's id, for the org it is bound to; none is the first org. */
  readonly project: string | null;
  readonly object: string;
  readonly record: LookupOption | null;
  readonly onChange: (record: LookupOption | null) => void;
}

/** Chooses a real record of an object, by name. */
export function RecordPicker({ project, object, record, onChange }: Props) {
  const locale = useLocale();
  const { t } = locale;
  const id = useId();
  const { view, searching, failure, search } = useTyped('findRecords', { project, object });
  const optionOf = (each: LookupOption) => ({ value: each.id, label: each.name, record: each });
  return (
    <div data-searching={searching}>
      <Label htmlFor={id}>{t('preview.record')}</Label>
      <Select
        inputId={id}
        options={(view?.options ?? []).map(optionOf)}
        value={record === null ? null : optionOf(record)}
        isLoading={searching}
        isClearable
        menuPlacement="auto"
        placeholder={t('preview.recordHint')}
        // Salesforce has searched already.
        filterOption={() => true}
        noOptionsMessage={() =>
          failure !== null
            ? failureWords(failure, locale).title
            : t(searching || view === null ? 'preview.recordHint' : 'preview.recordNothing')
        }
        onFocus={() => view === null && search('')}
        onInputChange={(text, { action }) => {
          // What is given back would become the input's text.
          if (action === 'input-change') search(text);
        }}
        onChange={(option) => onChange(option?.record ?? null)}
      />
    </div>
  );
}
