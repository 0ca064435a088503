import LockIcon from '@atlaskit/icon/core/lock-locked';
import TextArea from '@atlaskit/textarea';
import Textfield from '@atlaskit/textfield';
import { useLocale } from '../../locale/locale';
import type { FormField } from '../../wire';
import type { ControlProps } from './field-control';
import styles from './create.module.css';
import { draftOf } from './drafts';

/** A field that people may only look at. */
export function LockedField({ id, field, describedBy }: ControlProps) {
  const locale = useLocale();
  if (field.fieldType === 'textarea')
    return <TextArea id={id} isReadOnly value={shown(field, locale)} aria-describedby={describedBy} resize="vertical" minimumRows={2} />;
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
  if (field.html) return textOf(draft);
  return field.options.find((option) => option.value === draft)?.label ?? draft;
}

/** The text of rich text, its blocks on lines of their own. Nothing in it is run or fetched. */
function textOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const end of body.querySelectorAll('br, p, li, div, h1, h2, h3, h4, h5, h6, tr, pre, blockquote')) end.after('\n');
  return (body.textContent ?? '').replace(/\n{3,}/g, '\n\n').trim();
}
