import { useCallback, useMemo, useState } from 'react';
import { useLocale } from '../../locale/locale';
import type { FieldValue, FormView } from '../../wire';
import { changed, settle, type Cleared } from './dependents';
import { draftsOf, valuesOf, type Draft, type Drafts } from './drafts';

export interface DraftsHandle {
  readonly drafts: Drafts;
  /** What was taken out of which field by the change that was made last. */
  readonly cleared: Readonly<Record<string, Cleared>>;
  /** Whether anybody has changed anything. */
  readonly touched: boolean;
  readonly change: (field: string, draft: Draft) => void;
  /** What is sent. */
  readonly values: () => Record<string, FieldValue>;
  /** What similar records are looked for by: the fields marked for it, as far as they hold anything. */
  readonly similarBy: Readonly<Record<string, FieldValue>>;
}

/** What stands in a form's controls, kept such that dependent picklists go with the fields that they depend on. */
export function useDrafts(form: FormView): DraftsHandle {
  const locale = useLocale();
  const [state, setState] = useState(() => ({
    ...settle(form, draftsOf(form, locale), form.fields.map((field) => field.field)),
    touched: false,
  }));
  const { drafts, cleared, touched } = state;
  const change = useCallback(
    (field: string, draft: Draft) =>
      setState((before) => {
        const after = changed(form, before.drafts, field, draft);
        // What was said about this field itself is answered by changing it.
        const others = Object.entries(before.cleared).filter(([other]) => other !== field);
        return { drafts: after.drafts, cleared: { ...Object.fromEntries(others), ...after.cleared }, touched: true };
      }),
    [form],
  );
  const similarBy = useMemo(() => {
    const values = valuesOf(form, drafts, locale);
    const marked = form.fields.filter((field) => field.potentialResults && !field.readOnly);
    return Object.fromEntries(
      marked.map(({ field }) => [field, values[field] ?? null] as const).filter(([, value]) => value !== null && value !== false),
    );
  }, [form, drafts, locale]);
  return { drafts, cleared, touched, change, values: () => valuesOf(form, drafts, locale), similarBy };
}
