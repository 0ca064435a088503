import type { FormField, FormView, RecordTypeView } from '../../wire';
import { settle, type Cleared, type Settled } from './dependents';
import { chosenValues, joinedValues, type Drafts } from './drafts';

/** The field that holds a record's type. */
export const RECORD_TYPE = 'RecordTypeId';

/** The record type that a record of the form would have as its drafts stand; none where objects have none. */
export function recordTypeOf(form: FormView, drafts: Drafts): string | null {
  const field = form.fields.find((each) => each.field === RECORD_TYPE);
  const chosen = field === undefined || field.readOnly ? '' : String(drafts[RECORD_TYPE] ?? '');
  return chosen === '' ? form.recordType : chosen;
}

/** The form with what a record type makes of its picklists. What it says nothing of stays as it is. */
export function formOf(form: FormView, recordType: RecordTypeView): FormView {
  return { ...form, fields: form.fields.map((field) => fieldOf(field, recordType)) };
}

function fieldOf(field: FormField, { fields }: RecordTypeView): FormField {
  const own = fields.find((each) => each.field === field.field);
  return own === undefined ? field : { ...field, options: own.options, dependent: own.dependent ?? field.dependent };
}

/**
 * Takes out of the drafts what a record type does not offer. What is in no list at all stays, for Salesforce to judge:
 * an open list takes it.
 */
export function fitting(form: FormView, recordType: RecordTypeView, drafts: Drafts): Settled {
  const own = formOf(form, recordType);
  const label = form.fields.find((field) => field.field === RECORD_TYPE)?.label;
  let fit = drafts;
  const cleared: Record<string, Cleared> = {};
  for (const field of form.fields) {
    const offered = recordType.fields.find((each) => each.field === field.field)?.options;
    if (offered === undefined || field.readOnly) continue;
    const values = chosenValues(field, String(drafts[field.field] ?? ''));
    const known = (value: string) => field.options.find((option) => option.value === value);
    const gone = values.filter((value) => known(value) !== undefined && !offered.some((option) => option.value === value));
    if (gone.length === 0) continue;
    fit = { ...fit, [field.field]: joinedValues(values.filter((value) => !gone.includes(value))) };
    cleared[field.field] = { value: gone.map((value) => known(value)?.label ?? value).join(', '), controller: label ?? null };
  }
  const settled = settle(own, fit, own.fields.map((field) => field.field));
  return { drafts: settled.drafts, cleared: { ...settled.cleared, ...cleared } };
}
