import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useId, useState } from 'react';
import { sameValue } from '../../../hooks/sections';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import type { SchemaField, Source } from '../../../wire';
import { formLabel } from '../fields/type-words';
import { InlineDialog } from './inline-dialog';
import styles from './mapping.module.css';

type Lookup = Extract<Source, { kind: 'lookup' }>;

interface Props {
  readonly source: Lookup;
  readonly schema: SchemaField | null;
  /** What the Salesforce field is called. */
  readonly name: string;
  readonly onDone: (source: Lookup) => void;
  readonly onCancel: () => void;
}

/** In which object a record is looked for, and which of its fields has to say the same as the Jira field. */
export function LookupDialog({ source, schema, name, onDone, onCancel }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [edited, setEdited] = useState(source);
  const objects = [...new Set([...(schema?.referenceTo ?? []), edited.object])]
    .filter((object) => object !== '')
    .map((object) => ({ value: object, label: object }));
  return (
    <InlineDialog
      title={t('lookupDialog.title', { name })}
      confirm={t('lookupDialog.done')}
      changed={!sameValue(edited, source)}
      onConfirm={() => onDone({ ...edited, field: source.field })}
      onCancel={onCancel}
    >
      <div className={styles.form}>
        <div>
          <Label htmlFor={`${id}-object`}>{t('lookupDialog.object')}</Label>
          <Select
            inputId={`${id}-object`}
            menuPlacement="auto"
            options={objects}
            value={objects.find(({ value }) => value === edited.object) ?? null}
            onChange={(option) => option !== null && setEdited({ ...edited, object: option.value, by: 'Name' })}
          />
        </div>
        <ByField
          key={edited.object}
          id={`${id}-by`}
          object={edited.object}
          by={edited.by}
          onChange={(by) => setEdited({ ...edited, by })}
        />
      </div>
    </InlineDialog>
  );
}

interface ByProps {
  readonly id: string;
  readonly object: string;
  readonly by: string;
  readonly onChange: (field: string) => void;
}

/** The fields that tell records of the object apart: its name, and its external ids. */
function ByField({ id, object, by, onChange }: ByProps) {
  const { t } = useLocale();
  const { loaded, reload } = useView('schema', { object, connection: null });
  const told = loaded.kind === 'ready' ? loaded.view.fields.filter((field) => field.nameField || field.externalId) : [];
  const options = told.map((field) => ({
    value: field.field,
    label: t(field.nameField ? 'lookupDialog.byName' : 'lookupDialog.byExternalId', { label: formLabel(field) }),
  }));
  const all = options.some(({ value }) => value === by) ? options : [...options, { value: by, label: by }];
  return (
    <div>
      <Label htmlFor={id}>{t('lookupDialog.by')}</Label>
      <Select
        inputId={id}
        menuPlacement="auto"
        isLoading={loaded.kind === 'loading'}
        options={all}
        value={all.find(({ value }) => value === by) ?? null}
        descriptionId={`${id}-hint`}
        onChange={(option) => option !== null && onChange(option.value)}
      />
      <p id={`${id}-hint`} className={styles.hint}>
        {t('lookupDialog.hint')}
      </p>
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
    </div>
  );
}
