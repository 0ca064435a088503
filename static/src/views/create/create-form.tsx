import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import SectionMessage from '@atlaskit/section-message';
import { useCallback, useId, useState, type FormEvent, type ReactNode } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useFocusBack } from '../../hooks/use-focus';
import { useUnloadGuard } from '../../hooks/use-unload-guard';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import type { FormField, FormView, Problem, Sharing } from '../../wire';
import styles from './create.module.css';
import { offerOf } from './dependents';
import { DuplicatesFound } from './duplicates-found';
import { FieldRow } from './field-row';
import { LeaveDialog } from './leave-dialog';
import { recordTypeOf } from './record-type';
import { RecordTypeState } from './record-type-state';
import { clearedWords } from './remarks';
import { PotentialResults } from './potential-results';
import { ProblemSummary } from './problem-summary';
import { UnclearCreation } from './unclear-creation';
import { useCreation } from './use-creation';
import { useDrafts } from './use-drafts';
import { useRecordType } from './use-record-type';

interface Props {
  readonly form: FormView;
  readonly chooser: ReactNode;
  /** Whether records like the one that is typed are shown (TGL-4). */
  readonly potentialResults: boolean;
  /** Whether records that other issues have may be linked too. */
  readonly sharing: Sharing;
  /** Told when the form holds something that would be lost with it. */
  readonly onTouched: (touched: boolean) => void;
}

/** The form. What is typed stays whatever comes of sending it. */
export function CreateForm({ form: plain, chooser, potentialResults, sharing, onTouched }: Props) {
  const { t } = useLocale();
  const id = useId();
  const { form, drafts, cleared, touched, change, adopt, values, similarBy } = useDrafts(plain);
  const recordType = useRecordType(form.object, recordTypeOf(form, drafts), adopt);
  const [assignmentRules, setAssignmentRules] = useState(form.assignmentRules);
  const [leaving, setLeaving] = useState(false);
  const { creation, sending, submit, submitDuplicate, submitAnew, edit } = useCreation(plain);
  useUnloadGuard(touched);

  const sent = () => ({ values: values(), assignmentRules });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!sending) void submit(sent());
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
  // Something else has to be answered first. The form stays as it is behind it.
  const behind = creation.kind === 'unclear' || creation.kind === 'duplicates';
  const createButton = useFocusBack<HTMLButtonElement>(behind);
  const showsSimilar = potentialResults && form.fields.some((field) => field.potentialResults);
  const takenOut = Object.values(cleared);

  return (
    <DialogFrame
      title={t('create.title', { object: form.label })}
      subtitle={!behind && form.fields.some(isMarked) ? t('create.required') : undefined}
      busy={sending}
      onClose={onClose}
      footer={
        <>
          <Button appearance="subtle" isDisabled={sending} onClick={onClose}>
            {t('action.cancel')}
          </Button>
          {!behind && (
            <Button ref={createButton} appearance="primary" type="submit" form={id} isDisabled={sending} isLoading={sending}>
              {t('create.submit')}
            </Button>
          )}
        </>
      }
    >
      {creation.kind === 'failed' && <FailureMessage failure={creation.failure} />}
      {creation.kind === 'lost' && <Lost />}
      {creation.kind === 'unclear' && (
        <UnclearCreation
          object={form.object}
          candidates={creation.candidates}
          sharing={sharing}
          sending={sending}
          onCreate={() => void submitAnew(sent())}
          onBack={edit}
        />
      )}
      {creation.kind === 'duplicates' && (
        <DuplicatesFound
          object={form.object}
          text={creation.text}
          maySave={creation.maySave}
          records={creation.records}
          sharing={sharing}
          sending={sending}
          onCreate={() => void submitDuplicate(sent())}
          onBack={edit}
        />
      )}
      <div hidden={behind}>
        <ProblemSummary problems={problems} fields={form.fields} onJump={jump} />
        <div className={showsSimilar ? styles.columns : undefined}>
          <div className={styles.formSide}>
            {chooser}
            <RecordTypeState recordType={recordType} />
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
                  reading={recordType.reading}
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
              <PotentialResults object={form.object} values={similarBy} sharing={sharing} disabled={sending} />
            </aside>
          )}
        </div>
      </div>
      <LeaveDialog open={leaving} onLeave={() => void closeDialog()} onStay={() => setLeaving(false)} />
      <Announcement>
        {sending ? t('create.sending') : takenOut.map((each) => clearedWords(each, t)).join(' ')}
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
