import type { Locale } from '../../locale/locale';
import { instantOf, wallClock } from '../../locale/instants';
import type { FieldValue, FormField, FormView } from '../../wire';

/** What stands in a control: text as it is typed, or whether a box is ticked. */
export type Draft = string | boolean;
export type Drafts = Readonly<Record<string, Draft>>;

/** What joins several values of a picklist, in Salesforce's own form. */
const SEPARATOR = ';';

/** The values that a picklist's draft holds. */
export function chosenValues({ fieldType }: FormField, draft: string): readonly string[] {
  if (draft === '') return [];
  return fieldType === 'multipicklist' ? draft.split(SEPARATOR) : [draft];
}

/** The draft that holds several values of a picklist. */
export function joinedValues(values: readonly string[]): string {
  return values.join(SEPARATOR);
}

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
      .map((field) => [field.field, keptOrRead(field, drafts[field.field] ?? '', locale)]),
  );
}

/** What nobody has changed goes back as it came: a control may show less of it, like an instant without its seconds. */
function keptOrRead(field: FormField, draft: Draft, locale: Locale): FieldValue {
  if (typeof draft === 'boolean') return draft;
  return draft === draftOf(field, locale) ? field.value : valueOf(field, draft, locale);
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
      return typeof value === 'number' ? draftOfNumber(value, format.decimalSeparator) : String(value);
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

/** A number as the user's language writes it, without grouping. */
export function draftOfNumber(value: number, decimalSeparator: string): string {
  return String(value).replace('.', decimalSeparator);
}

/** The number that a text stands for in the user's own way of writing; none when it is none. */
export function numberOf(text: string, decimalSeparator: string): number | null {
  const groupSeparator = decimalSeparator === ',' ? '.' : ',';
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replaceAll(groupSeparator, '').replace(decimalSeparator, '.');
  const number = Number(plain);
  return plain === '' || !Number.isFinite(number) ? null : number;
}
