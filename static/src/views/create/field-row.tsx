import Checkbox from '@atlaskit/checkbox';
import { Label, RequiredAsterisk } from '@atlaskit/form';
import { useLocale } from '../../locale/locale';
import { sentences } from '../../parts/sentence';
import type { FormField, Problem } from '../../wire';
import styles from './create.module.css';
import type { Draft } from './drafts';
import { FieldControl } from './field-control';
import { LockedField } from './locked-field';

interface Props {
  readonly id: string;
  readonly object: string;
  readonly field: FormField;
  readonly draft: Draft;
  readonly problems: readonly Problem[];
  readonly onChange: (draft: Draft) => void;
}

/** A field with its label, its help, and what is wrong with it. */
export function FieldRow({ id, object, field, draft, problems, onChange }: Props) {
  const { t } = useLocale();
  const errors = problems.filter((problem) => problem.severity === 'error');
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy =
    [...(errors.length > 0 ? [errorId] : []), ...(field.help !== null ? [helpId] : [])].join(' ') || undefined;
  const control = { id, field, isInvalid: errors.length > 0, describedBy };
  return (
    <div className={field.width === 'two' ? styles.wide : styles.half} data-field={field.field}>
      {typeof draft === 'boolean' && !field.readOnly ? (
        <Checkbox
          id={id}
          label={field.label}
          isChecked={draft}
          isRequired={field.required}
          isInvalid={control.isInvalid}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      ) : (
        <>
          <Label htmlFor={id} id={`${id}-label`}>
            {field.label}
            {field.required && !field.readOnly && <RequiredAsterisk />}
          </Label>
          {field.readOnly ? (
            <LockedField {...control} />
          ) : (
            <FieldControl {...control} object={object} draft={String(draft)} onChange={onChange} />
          )}
        </>
      )}
      {errors.length > 0 && (
        <div id={errorId} className={styles.error}>
          {errors.map((problem, index) => (
            <p key={index}>{sentences(problem.text, problem.remedy)}</p>
          ))}
        </div>
      )}
      {field.help !== null && (
        <p id={helpId} className={styles.help}>
          {field.help}
        </p>
      )}
      {field.losses.length > 0 && (
        <p className={styles.help}>{t('create.losses', { losses: field.losses.join(', ') })}</p>
      )}
    </div>
  );
}
