import { useCallback, useState } from 'react';
import { call, type PageFailure, type PageFailureCode } from '../../bridge/calls';
import { closeDialog } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import type { DuplicateRow, FieldValue, FormView, Problem, RecordRow } from '../../wire';

/** What the form has heard of its creation. */
export type Creation =
  | { readonly kind: 'editing'; readonly problems: readonly Problem[] }
  /** No answer came: a record may have been created. Sending again is safe. */
  | { readonly kind: 'lost'; readonly failure: PageFailure }
  | { readonly kind: 'failed'; readonly failure: PageFailure }
  | { readonly kind: 'unclear'; readonly candidates: readonly RecordRow[] }
  /** Nothing was created: duplicate rules know records that look the same. */
  | { readonly kind: 'duplicates'; readonly text: string; readonly maySave: boolean; readonly records: readonly DuplicateRow[] };

/** What is sent: the values, and whether assignment rules run. */
export interface Sent {
  readonly values: Record<string, FieldValue>;
  readonly assignmentRules: boolean | null;
}

export interface CreationHandle {
  readonly creation: Creation;
  readonly sending: boolean;
  readonly submit: (sent: Sent) => Promise<void>;
  /** Creates although there are records that look the same. */
  readonly submitDuplicate: (sent: Sent) => Promise<void>;
  /** Creates with a new form, which makes a record of its own. */
  readonly submitAnew: (sent: Sent) => Promise<void>;
  readonly edit: () => void;
}

/** Failures after which a record may exist all the same. */
const LOST: ReadonlySet<PageFailureCode> = new Set<PageFailureCode>(['noAnswer', 'appUnreachable', 'creationUnclear', 'outOfTime']);

/** What stands against creating, and what concerns no field. What a field's own value has lost stands at the field. */
function worthTelling({ problems }: FormView): readonly Problem[] {
  return problems.filter((problem) => problem.severity === 'error' || problem.field === null);
}

/** Sends the form's creation; one form makes one record, however often it is sent. */
export function useCreation(form: FormView): CreationHandle {
  const [formId, setFormId] = useState(form.formId);
  const [creation, setCreation] = useState<Creation>({ kind: 'editing', problems: worthTelling(form) });
  const [renewing, setRenewing] = useState(false);
  const { send, sending } = useAction('create');

  const submitAs = useCallback(
    async (id: string, sent: Sent, saveDuplicates: boolean) => {
      const outcome = await send({ object: form.object, formId: id, ...sent, saveDuplicates });
      if (outcome === null) return;
      if (outcome.kind === 'failed') {
        setCreation({ kind: LOST.has(outcome.failure.code) ? 'lost' : 'failed', failure: outcome.failure });
        return;
      }
      const { view } = outcome;
      switch (view.kind) {
        case 'created':
          await closeDialog({ kind: 'created', name: view.name, repeated: view.repeated });
          return;
        case 'invalid':
          setCreation({ kind: 'editing', problems: view.problems });
          return;
        case 'duplicates':
          setCreation(view);
          return;
        case 'unclear':
          setCreation({ kind: 'unclear', candidates: view.candidates });
          return;
        default:
          view satisfies never;
      }
    },
    [form.object, send],
  );

  const submit = useCallback<CreationHandle['submit']>((sent) => submitAs(formId, sent, false), [formId, submitAs]);
  const submitDuplicate = useCallback<CreationHandle['submit']>((sent) => submitAs(formId, sent, true), [formId, submitAs]);
  const submitAnew = useCallback<CreationHandle['submitAnew']>(
    async (sent) => {
      setRenewing(true);
      const fresh = await call('createForm', { object: form.object });
      setRenewing(false);
      if (fresh.kind === 'failed') {
        setCreation({ kind: 'failed', failure: fresh.failure });
        return;
      }
      setFormId(fresh.view.formId);
      await submitAs(fresh.view.formId, sent, false);
    },
    [form.object, submitAs],
  );
  const edit = useCallback(() => setCreation({ kind: 'editing', problems: [] }), []);
  return { creation, sending: sending || renewing, submit, submitDuplicate, submitAnew, edit };
}
