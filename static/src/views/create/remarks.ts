import type { Locale } from '../../locale/locale';
import type { FormField } from '../../wire';
import type { Cleared, Offer } from './dependents';
import { numberOf, type Draft } from './drafts';

/** Of a field's characters, the last ones are counted. */
const COUNTED_SHARE = 0.1;
const COUNTED_LEAST = 20;
const COUNTED_MOST = 1_000;

/** What there is to say about what stands in a control, before anything is sent. */
export function remarksOf(
  field: FormField,
  draft: Draft,
  offer: Offer,
  cleared: Cleared | undefined,
  locale: Locale,
): readonly string[] {
  const { t } = locale;
  return [
    ...(cleared === undefined ? [] : [clearedWords(cleared, t)]),
    ...(offer.kind === 'controllerFirst' ? [t('create.dependent.first', { controller: offer.controller })] : []),
    ...(offer.kind === 'nothing' ? [t('create.dependent.none', { controller: offer.controller })] : []),
    ...(typeof draft === 'string' ? typed(field, draft, locale) : []),
  ];
}

/** That a value was taken out, and for what. */
export function clearedWords({ value, controller }: Cleared, t: Locale['t']): string {
  return t('create.dependent.cleared', { value, controller: controller ?? t('create.recordType') });
}

function typed(field: FormField, draft: string, { t, format, timeZone }: Locale): readonly string[] {
  switch (field.fieldType) {
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent': {
      if (draft === '') return field.fieldType === 'percent' ? [t('create.number.percent')] : [];
      const number = numberOf(draft, format.decimalSeparator);
      if (number === null) return [t('create.number.unreadable')];
      const decimals = field.fieldType === 'int' || field.fieldType === 'long' ? 0 : field.scale;
      // What is finer than a number of JavaScript holds, the core counts.
      const rounded = decimals > 15 ? number : Number(number.toFixed(decimals));
      return rounded === number ? [] : [t('create.number.rounded', { value: format.number(rounded, decimals) })];
    }
    case 'datetime':
      return [t('create.timeZone', { zone: timeZone.replaceAll('_', ' ') })];
    default:
      return room(field, draft) === null ? [] : [leftWords(room(field, draft) ?? 0, t)];
  }
}

function leftWords(left: number, t: Locale['t']): string {
  return left < 0 ? t('create.over', { count: -left }) : t('create.left', { count: left });
}

/** How many characters are left, near the limit; none where there is none, or enough room. */
function room({ length, fieldType }: FormField, draft: string): number | null {
  if (length === 0 || fieldType === 'picklist' || fieldType === 'multipicklist' || fieldType === 'reference') return null;
  const left = length - draft.length;
  const near = Math.min(COUNTED_MOST, Math.max(COUNTED_LEAST, Math.round(length * COUNTED_SHARE)));
  return left <= near && draft !== '' ? left : null;
}
