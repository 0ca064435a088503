import type { FormField, FormView, PicklistValue } from '../../wire';
import { chosenValues, joinedValues, type Draft, type Drafts } from './drafts';

/** What a dependent picklist offers, as its controlling field stands. */
export type Offer =
  | { readonly kind: 'options'; readonly options: readonly PicklistValue[] }
  /** The controlling field has no value yet. */
  | { readonly kind: 'controllerFirst'; readonly controller: string }
  /** None of the options goes with the controlling field's value. */
  | { readonly kind: 'nothing'; readonly controller: string };

/** A value that was taken out, because it does not go with what its controlling field has now. */
export interface Cleared {
  /** What people see for it. */
  readonly value: string;
  /** What people call the controlling field; none when it is the record type, and that is not in the form. */
  readonly controller: string | null;
}

/** Drafts that fit together, and what was taken out for it, by field. */
export interface Settled {
  readonly drafts: Drafts;
  readonly cleared: Readonly<Record<string, Cleared>>;
}

/** The options of a field. All of them, where it depends on nothing that the form has. */
export function offerOf(form: FormView, field: FormField, drafts: Drafts): Offer {
  const { dependent, options } = field;
  const controller = form.fields.find((each) => each.field === dependent?.controller);
  if (dependent === null || controller === undefined) return { kind: 'options', options };
  const value = String(drafts[controller.field] ?? '');
  if (value === '') return { kind: 'controllerFirst', controller: controller.label };
  const offered = new Set(dependent.values[value] ?? []);
  const fitting = options.filter((option) => offered.has(option.value));
  return fitting.length === 0 ? { kind: 'nothing', controller: controller.label } : { kind: 'options', options: fitting };
}

/** Changes a field, and takes out what does not go with it any more: also what depends on what was taken out. */
export function changed(form: FormView, drafts: Drafts, field: string, draft: Draft): Settled {
  return settle(form, { ...drafts, [field]: draft }, [field]);
}

/** Takes out what does not go with these fields. */
export function settle(form: FormView, drafts: Drafts, fields: readonly string[]): Settled {
  let settled = drafts;
  const cleared: Record<string, Cleared> = {};
  const open = [...fields];
  for (let controller = open.shift(); controller !== undefined; controller = open.shift()) {
    for (const field of form.fields) {
      if (field.dependent?.controller !== controller || field.readOnly) continue;
      const values = chosenValues(field, String(settled[field.field] ?? ''));
      const offer = offerOf(form, field, settled);
      const offered = offer.kind === 'options' ? offer.options.map((option) => option.value) : [];
      const staying = values.filter((value) => offered.includes(value));
      if (staying.length === values.length) continue;
      const gone = values.filter((value) => !offered.includes(value));
      settled = { ...settled, [field.field]: joinedValues(staying) };
      cleared[field.field] = {
        value: gone.map((value) => field.options.find((option) => option.value === value)?.label ?? value).join(', '),
        controller: form.fields.find((each) => each.field === controller)?.label ?? controller,
      };
      open.push(field.field);
    }
  }
  return { drafts: settled, cleared };
}
