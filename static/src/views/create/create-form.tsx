import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import SectionMessage from '@atlaskit/section-message';
import { useCallback, useId, useState, type FormEvent, type ReactNode } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useUnloadGuard } from '../../hooks/use-unload-guard';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import type { FormField, FormView, Problem } from '../../wire';
import styles from './create.module.css';
import { offerOf } from './dependents';
import { FieldRow } from './field-row';
import { LeaveDialog } from './leave-dialog';
import { PotentialResults } from './potential-results';
import { ProblemSummary } from './problem-summary';
import { UnclearCreation } from './unclear-creation';
import { useCreation } from './use-creation';
import { useDrafts } from './use-drafts';

interface Props {
  readonly form: FormView;
  readonly chooser: ReactNode;
  /** Whether records like the one that is typed are shown (TGL-4). */
  readonly potentialResults: boolean;
  /** Told when the form holds something that would be lost with it. */
  readonly onTouched: (touched: boolean) => void;
}

/** The form. What is typed stays whatever comes of sending it. */
export function CreateForm({ form, chooser, potentialResults, onTouched }: Props) {
  const { t } = useLocale();
  const id = useId();
  const { drafts, cleared, touched, change, values, similarBy } = useDrafts(form);
  const [assignmentRules, setAssignmentRules] = useState(form.assignmentRules);
  const [leaving, setLeaving] = useState(false);
  const { creation, sending, submit, submitAnew, edit } = useCreation(form);
  useUnloadGuard(touched);

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!sending) void submit(values(), assignmentRules);
  };
  const onChange = (field: string, draft: string | boolean): void => {
    onTouched(true);
    change(field, draft);
  };
  const onClose = useCallback(() => {
    if (touched) setLeaving(true);
    else void closeDialog();
  }, [touched]);
  const inputId = (field: string): string => `${id}-${field}`;
  const jump = (field: string): void => document.getElementById(inputId(field))?.focus();
  const problems = creation.kind === 'editing' ? creation.problems : [];
  const unclear = creation.kind === 'unclear';
  const showsSimilar = potentialResults && !unclear && form.fields.some((field) => field.potentialResults);
  const takenOut = Object.values(cleared);

  return (
    <DialogFrame
      title={t('create.title', { object: form.label })}
      subtitle={!unclear && form.fields.some(isMarked) ? t('create.required') : undefined}
      busy={sending}
      onClose={onClose}
      footer={
        <>
          <Button appearance="subtle" isDisabled={sending} onClick={onClose}>
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
          <div className={showsSimilar ? styles.columns : undefined}>
            <div className={styles.formSide}>
              {chooser}
              <form id={id} className={styles.form} noValidate onSubmit={onSubmit}>
                {form.fields.map((field) => (
                  <FieldRow
                    key={field.field}
                    id={inputId(field.field)}
                    object={form.object}
                    field={field}
                    draft={drafts[field.field] ?? ''}
                    offer={offerOf(form, field, drafts)}
                    cleared={cleared[field.field]}
                    problems={problemsAt(field.field, problems)}
                    onChange={(draft) => onChange(field.field, draft)}
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
            </div>
            {showsSimilar && (
              <aside className={styles.similarSide}>
                <PotentialResults object={form.object} values={similarBy} disabled={sending} />
              </aside>
            )}
          </div>
        </>
      )}
      <LeaveDialog open={leaving} onLeave={() => void closeDialog()} onStay={() => setLeaving(false)} />
      <Announcement>
        {sending
          ? t('create.sending')
          : takenOut.map(({ value, controller }) => t('create.dependent.cleared', { value, controller })).join(' ')}
      </Announcement>
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
