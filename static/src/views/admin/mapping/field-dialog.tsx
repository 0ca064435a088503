import Checkbox from '@atlaskit/checkbox';
import { Label } from '@atlaskit/form';
import TextArea from '@atlaskit/textarea';
import { useId, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import { RadioGroup } from '../../../parts/radio-group';
import type { FieldMapping, SchemaField } from '../../../wire';
import { formLabel } from '../fields/type-words';
import { sameValue } from '../../../hooks/sections';
import { TextRow } from '../parts/text-row';
import { InlineDialog } from './inline-dialog';
import styles from './mapping.module.css';
import { ValueControl } from './value-control';

interface Props {
  readonly field: FieldMapping;
  readonly schema: SchemaField | null;
  readonly onDone: (field: FieldMapping) => void;
  readonly onCancel: () => void;
}

/** How a field stands in the create form. */
export function FieldDialog({ field, schema, onDone, onCancel }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [edited, setEdited] = useState(field);
  const change = (patch: Partial<FieldMapping>): void => setEdited((before) => ({ ...before, ...patch }));
  const name = schema === null ? field.field : formLabel(schema);
  const done = (): void =>
    onDone({ ...edited, label: trimmed(edited.label), help: trimmed(edited.help) });
  return (
    <InlineDialog
      title={t('fieldDialog.title', { name })}
      confirm={t('fieldDialog.done')}
      changed={!sameValue(edited, field)}
      onConfirm={done}
      onCancel={onCancel}
    >
      <div className={styles.columns}>
        <TextRow
          id={`${id}-label`}
          label={t('fieldDialog.label')}
          hint={t('fieldDialog.labelHint', { label: name })}
          value={edited.label ?? ''}
          onChange={(label) => change({ label })}
        />
        <div>
          <Label htmlFor={`${id}-default`}>{t('fieldDialog.default')}</Label>
          <ValueControl
            id={`${id}-default`}
            describedBy={`${id}-default-hint`}
            schema={schema}
            value={edited.default}
            onChange={(value) => change({ default: value })}
          />
          <p id={`${id}-default-hint`} className={styles.hint}>
            {t(schema?.fieldType === 'reference' ? 'fieldDialog.defaultLookupHint' : 'fieldDialog.defaultHint')}
          </p>
        </div>
        <RadioGroup
          name={`${id}-width`}
          legend={t('fieldDialog.width')}
          value={edited.width}
          options={(['one', 'two'] as const).map((value) => ({
            value,
            label: t(`fieldDialog.width.${value}`),
            description: t(`fieldDialog.widthHint.${value}`),
          }))}
          onChange={(width) => change({ width })}
        />
        <div>
          <Label htmlFor={`${id}-help`}>{t('fieldDialog.help')}</Label>
          <TextArea
            id={`${id}-help`}
            value={edited.help ?? ''}
            minimumRows={2}
            resize="vertical"
            aria-describedby={`${id}-help-hint`}
            onChange={(event) => change({ help: event.currentTarget.value })}
          />
          <p id={`${id}-help-hint`} className={styles.hint}>
            {t('fieldDialog.helpHint')}
          </p>
        </div>
        <Flag
          id={`${id}-read-only`}
          label={t('fieldDialog.readOnly')}
          hint={t('fieldDialog.readOnlyHint')}
          checked={edited.readOnly}
          onChange={(readOnly) => change({ readOnly })}
        />
        <Flag
          id={`${id}-potential`}
          label={t('fieldDialog.potential')}
          hint={t('fieldDialog.potentialHint')}
          checked={edited.potentialResults ?? false}
          onChange={(potentialResults) => change({ potentialResults })}
        />
      </div>
    </InlineDialog>
  );
}

interface FlagProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

function Flag({ id, label, hint, checked, onChange }: FlagProps) {
  return (
    <div>
      <Checkbox
        label={label}
        isChecked={checked}
        aria-describedby={id}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <p id={id} className={styles.indented}>
        {hint}
      </p>
    </div>
  );
}

function trimmed(text: string | null): string | null {
  const rest = text?.trim() ?? '';
  return rest === '' ? null : rest;
}
