import Checkbox from '@atlaskit/checkbox';
import { Label, RequiredAsterisk } from '@atlaskit/form';
import { useLocale } from '../../locale/locale';
import type { FormField, Problem } from '../../wire';
import styles from './create.module.css';
import type { Cleared, Offer } from './dependents';
import type { Draft } from './drafts';
import { FieldControl } from './field-control';
import { LockedField } from './locked-field';
import { RECORD_TYPE } from './record-type';
import { remarksOf } from './remarks';

interface Props {
  readonly id: string;
  readonly object: string;
  readonly field: FormField;
  readonly draft: Draft;
  readonly offer: Offer;
  /** What was taken out of it, because another field was changed. */
  readonly cleared: Cleared | undefined;
  /** What the record type offers is being read. */
  readonly reading: boolean;
  readonly problems: readonly Problem[];
  readonly onChange: (draft: Draft) => void;
}

/** A field with its label, its help, and what is wrong with it. */
export function FieldRow({ id, object, field, draft, offer, cleared, reading, problems, onChange }: Props) {
  const locale = useLocale();
  const { t, said } = locale;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const remarks = field.readOnly ? [] : remarksOf(field, draft, offer, cleared, locale);
  const ids = { error: `${id}-error`, remark: `${id}-remark`, help: `${id}-help` };
  const describedBy =
    [
      ...(errors.length > 0 ? [ids.error] : []),
      ...(remarks.length > 0 ? [ids.remark] : []),
      ...(field.help !== null ? [ids.help] : []),
    ].join(' ') || undefined;
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
            <FieldControl
              {...control}
              object={object}
              draft={String(draft)}
              offer={offer}
              reading={reading && field.field !== RECORD_TYPE}
              onChange={onChange}
            />
          )}
        </>
      )}
      {errors.length > 0 && (
        <div id={ids.error} className={styles.error}>
          {errors.map((problem, index) => (
            <p key={index}>{said(problem.text, problem.remedy)}</p>
          ))}
        </div>
      )}
      {remarks.length > 0 && (
        <p id={ids.remark} className={styles.help}>
          {remarks.join(' ')}
        </p>
      )}
      {field.help !== null && (
        <p id={ids.help} className={styles.help}>
          {field.help}
        </p>
      )}
      {field.losses.length > 0 && (
        <p className={styles.help}>{t('create.losses', { losses: said(...field.losses) })}</p>
      )}
    </div>
  );
}
