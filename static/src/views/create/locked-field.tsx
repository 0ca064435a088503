import LockIcon from '@atlaskit/icon/core/lock-locked';
import Textfield from '@atlaskit/textfield';
import { useLocale } from '../../locale/locale';
import type { FormField } from '../../wire';
import type { ControlProps } from './field-control';
import styles from './create.module.css';
import { draftOf } from './drafts';

/** A field that people may only look at. */
export function LockedField({ id, field, describedBy }: ControlProps) {
  const locale = useLocale();
  return (
    <Textfield
      id={id}
      isReadOnly
      value={shown(field, locale)}
      aria-describedby={describedBy}
      elemAfterInput={
        <span className={styles.lock}>
          <LockIcon label={locale.t('create.locked')} color="var(--ds-icon-subtle)" />
        </span>
      }
    />
  );
}

function shown(field: FormField, locale: ReturnType<typeof useLocale>): string {
  const { t, format } = locale;
  if (field.valueLabel !== null) return field.valueLabel;
  if (field.fieldType === 'boolean') return field.value === true ? t('value.yes') : t('value.no');
  if (field.fieldType === 'date' && typeof field.value === 'string') return format.day(field.value);
  if (field.fieldType === 'datetime' && typeof field.value === 'string') return format.instant(Date.parse(field.value));
  const draft = String(draftOf(field, locale));
  return field.options.find((option) => option.value === draft)?.label ?? draft;
}
