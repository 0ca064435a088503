import type { Locale } from '../../locale/locale';
import { instantOf, wallClock } from '../../locale/instants';
import type { FieldValue, FormField, FormView } from '../../wire';

/** What stands in a control: text as it is typed, or whether a box is ticked. */
export type Draft = string | boolean;
export type Drafts = Readonly<Record<string, Draft>>;

/** The drafts that a form starts with. */
export function draftsOf(form: FormView, locale: Locale): Drafts {
  return Object.fromEntries(form.fields.map((field) => [field.field, draftOf(field, locale)]));
}

/** What is sent: each field that people may change, by its type. What cannot be read stays as it was typed, for the
 * core to refuse at its field. */
export function valuesOf(form: FormView, drafts: Drafts, locale: Locale): Record<string, FieldValue> {
  return Object.fromEntries(
    form.fields
      .filter((field) => !field.readOnly)
      .map((field) => [field.field, valueOf(field, drafts[field.field] ?? '', locale)]),
  );
}

export function draftOf(field: FormField, { format, timeZone }: Locale): Draft {
  const { value } = field;
  if (field.fieldType === 'boolean') return value === true;
  if (value === null) return '';
  switch (field.fieldType) {
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return typeof value === 'number' ? String(value).replace('.', format.decimalSeparator) : String(value);
    case 'datetime': {
      const atMs = Date.parse(String(value));
      return Number.isNaN(atMs) ? String(value) : wallClock(atMs, timeZone);
    }
    case 'time':
      return String(value).slice(0, 5);
    default:
      return String(value);
  }
}

export function valueOf(field: FormField, draft: Draft, { format, timeZone }: Locale): FieldValue {
  if (typeof draft === 'boolean') return draft;
  if (draft === '') return null;
  switch (field.fieldType) {
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return numberOf(draft, format.decimalSeparator) ?? draft;
    case 'datetime': {
      const atMs = instantOf(draft, timeZone);
      return atMs === null ? draft : new Date(atMs).toISOString();
    }
    case 'time':
      return `${draft}:00.000Z`;
    default:
      return draft;
  }
}

function numberOf(text: string, decimalSeparator: string): number | null {
  const groupSeparator = decimalSeparator === ',' ? '.' : ',';
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replaceAll(groupSeparator, '').replace(decimalSeparator, '.');
  const number = Number(plain);
  return plain === '' || !Number.isFinite(number) ? null : number;
}
