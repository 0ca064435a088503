import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import SectionMessage from '@atlaskit/section-message';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import type { FormField, FormView, Problem } from '../../wire';
import styles from './create.module.css';
import { draftsOf, valuesOf, type Draft } from './drafts';
import { FieldRow } from './field-row';
import { ProblemSummary } from './problem-summary';
import { UnclearCreation } from './unclear-creation';
import { useCreation } from './use-creation';

/** The form. What is typed stays whatever comes of sending it. */
export function CreateForm({ form, chooser }: { form: FormView; chooser: ReactNode }) {
  const locale = useLocale();
  const { t } = locale;
  const id = useId();
  const [drafts, setDrafts] = useState(() => draftsOf(form, locale));
  const [assignmentRules, setAssignmentRules] = useState(form.assignmentRules);
  const { creation, sending, submit, submitAnew, edit } = useCreation(form);

  const change = (field: string, draft: Draft): void => setDrafts((before) => ({ ...before, [field]: draft }));
  const values = (): ReturnType<typeof valuesOf> => valuesOf(form, drafts, locale);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!sending) void submit(values(), assignmentRules);
  };
  const inputId = (field: string): string => `${id}-${field}`;
  const jump = (field: string): void => document.getElementById(inputId(field))?.focus();
  const problems = creation.kind === 'editing' ? creation.problems : [];
  const unclear = creation.kind === 'unclear';

  return (
    <DialogFrame
      title={t('create.title', { object: form.label })}
      subtitle={!unclear && form.fields.some(isMarked) ? t('create.required') : undefined}
      busy={sending}
      footer={
        <>
          <Button appearance="subtle" isDisabled={sending} onClick={() => void closeDialog()}>
            {t('action.cancel')}
          </Button>
          {!unclear && (
            <Button appearance="primary" type="submit" form={id} isDisabled={sending} isLoading={sending}>
              {t('create.submit')}
            </Button>
          )}
        </>
      }
    >
      {creation.kind === 'failed' && <FailureMessage failure={creation.failure} />}
      {creation.kind === 'lost' && <Lost />}
      {creation.kind === 'unclear' ? (
        <UnclearCreation
          object={form.object}
          candidates={creation.candidates}
          sending={sending}
          onCreate={() => void submitAnew(values(), assignmentRules)}
          onBack={edit}
        />
      ) : (
        <>
          <ProblemSummary problems={problems} fields={form.fields} onJump={jump} />
          {chooser}
          <form id={id} className={styles.form} noValidate onSubmit={onSubmit}>
            {form.fields.map((field) => (
              <FieldRow
                key={field.field}
                id={inputId(field.field)}
                object={form.object}
                field={field}
                draft={drafts[field.field] ?? ''}
                problems={problemsAt(field.field, problems)}
                onChange={(draft) => change(field.field, draft)}
              />
            ))}
            {assignmentRules !== null && (
              <div className={styles.wide}>
                <Checkbox
                  label={t('create.assignmentRules')}
                  isChecked={assignmentRules}
                  onChange={(event) => setAssignmentRules(event.currentTarget.checked)}
                />
              </div>
            )}
          </form>
        </>
      )}
      <Announcement>{sending ? t('create.sending') : ''}</Announcement>
    </DialogFrame>
  );
}

function isMarked(field: FormField): boolean {
  return field.required && !field.readOnly;
}

function problemsAt(field: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((problem) => problem.field === field);
}

function Lost() {
  const { t } = useLocale();
  return (
    <div role="alert" className={parts.message} data-failure="creationUnclear">
      <SectionMessage appearance="warning" title={t('create.lost.title')}>
        <p>{t('create.lost.text')}</p>
      </SectionMessage>
    </div>
  );
}
