import { useCallback, useMemo, useState } from 'react';
import { useLocale } from '../../locale/locale';
import type { FieldValue, FormView, RecordTypeView } from '../../wire';
import { changed, settle, type Cleared } from './dependents';
import { draftsOf, valuesOf, type Draft, type Drafts } from './drafts';
import { fitting, formOf } from './record-type';

export interface DraftsHandle {
  /** The form as the chosen record type has it. */
  readonly form: FormView;
  readonly drafts: Drafts;
  /** What was taken out of which field by the change that was made last. */
  readonly cleared: Readonly<Record<string, Cleared>>;
  /** Whether anybody has changed anything. */
  readonly touched: boolean;
  readonly change: (field: string, draft: Draft) => void;
  /** Takes what a record type makes of the form. */
  readonly adopt: (recordType: RecordTypeView) => void;
  /** What is sent. */
  readonly values: () => Record<string, FieldValue>;
  /** What similar records are looked for by: the fields marked for it, as far as they hold anything. */
  readonly similarBy: Readonly<Record<string, FieldValue>>;
}

/** What stands in a form's controls, kept such that dependent picklists go with the fields that they depend on. */
export function useDrafts(plain: FormView): DraftsHandle {
  const locale = useLocale();
  const [state, setState] = useState(() => ({
    form: plain,
    ...settle(plain, draftsOf(plain, locale), plain.fields.map((field) => field.field)),
    touched: false,
  }));
  const { form, drafts, cleared, touched } = state;
  const change = useCallback(
    (field: string, draft: Draft) =>
      setState((before) => {
        const after = changed(before.form, before.drafts, field, draft);
        // What was said about this field itself is answered by changing it.
        const others = Object.entries(before.cleared).filter(([other]) => other !== field);
        const cleared = { ...Object.fromEntries(others), ...after.cleared };
        return { form: before.form, drafts: after.drafts, cleared, touched: true };
      }),
    [],
  );
  const adopt = useCallback(
    (recordType: RecordTypeView) =>
      setState((before) => {
        const after = fitting(plain, recordType, before.drafts);
        return { ...before, form: formOf(plain, recordType), drafts: after.drafts, cleared: { ...before.cleared, ...after.cleared } };
      }),
    [plain],
  );
  const similarBy = useMemo(() => {
    const values = valuesOf(form, drafts, locale);
    const marked = form.fields.filter((field) => field.potentialResults && !field.readOnly);
    return Object.fromEntries(
      marked.map(({ field }) => [field, values[field] ?? null] as const).filter(([, value]) => value !== null && value !== false),
    );
  }, [form, drafts, locale]);
  return { form, drafts, cleared, touched, change, adopt, values: () => valuesOf(form, drafts, locale), similarBy };
}
