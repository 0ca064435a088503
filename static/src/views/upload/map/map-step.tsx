import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import SectionMessage from '@atlaskit/section-message';
import Textfield from '@atlaskit/textfield';
import { useId, useRef, useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useUnloadGuard } from '../../../hooks/use-unload-guard';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { DialogFrame } from '../../../parts/dialog-frame';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import type { BulkField, BulkJobView, BulkSource } from '../../../wire';
import { ConfirmDialog } from '../../admin/parts/confirm-dialog';
import { NativeSelect } from '../native-select';
import { StepTracker } from '../step-tracker';
import type { Mapped } from '../types';
import styles from '../upload.module.css';
import { columnName, sentChoices, sourceOf, unusedColumns } from './choices';
import { MapRow } from './map-row';
import { problemsOf, type LineProblem } from './problems';

interface Props {
  readonly mapped: Mapped;
  readonly onBack: (mapped: Mapped) => void;
  readonly onJob: (job: BulkJobView, mapped: Mapped) => void;
  readonly onClose: () => void;
}

const SHOWN = ['all', 'required', 'filled', 'problems'] as const;

interface Line {
  readonly field: BulkField;
  readonly source: BulkSource;
  readonly problems: readonly LineProblem[];
}

/** The table that says what fills which field (BLK-3, BLK-4, TGL-11). */
export function MapStep({ mapped: preset, onBack, onJob, onClose }: Props) {
  const { t } = useLocale();
  const id = useId();
  const { file, again } = preset;
  const [choices, setChoices] = useState(preset.choices);
  const [assignmentRules, setAssignmentRules] = useState(preset.assignmentRules);
  const [touched, setTouched] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('all');
  const [refused, setRefused] = useState<readonly string[]>([]);
  const check = useAction('bulkCheck');
  // One job for one table: sent again after a lost answer, it begins no second one.
  const job = useRef({ id: '', of: '' });
  useUnloadGuard(touched);

  const lines: readonly Line[] = file.fields.map((field) => {
    const source = sourceOf(field, choices);
    return { field, source, problems: problemsOf(field, source, file, t) };
  });
  const words = typed.trim().toLowerCase();
  const found = lines.filter(
    (line) => isShown(line, shown) && (words === '' || `${line.field.label} ${line.field.field}`.toLowerCase().includes(words)),
  );
  const change = (field: string, source: BulkSource): void => {
    setTouched(true);
    setChoices((before) => ({ ...before, [field]: source }));
  };
  const close = (): void => {
    if (touched) setLeaving(true);
    else onClose();
  };
  const submit = async (): Promise<void> => {
    const blocking = lines.filter(({ problems }) => problems.some(({ blocks }) => blocks)).map(({ field }) => field.field);
    const fields = sentChoices(file, choices);
    setRefused(fields.length === 0 && blocking.length === 0 ? [''] : blocking);
    if (blocking.length > 0 || fields.length === 0) return;
    const table = JSON.stringify([fields, assignmentRules]);
    if (job.current.of !== table) job.current = { id: crypto.randomUUID().replaceAll('-', ''), of: table };
    const outcome = await check.send({
      jobId: job.current.id,
      attachmentId: file.attachment.id,
      fingerprint: file.fingerprint,
      dialect: file.dialect,
      fields,
      assignmentRules,
      again,
    });
    if (outcome?.kind === 'ok') onJob(outcome.view, { file, choices, assignmentRules, again });
  };
  const inputOf = (field: string): string => `${id}-${field}`;
  const jump = (field: string): void => {
    setTyped('');
    setShown('all');
    // The line may come into the page only now.
    setTimeout(() => document.getElementById(inputOf(field))?.focus());
  };
  const unused = unusedColumns(file, choices);
  const results = file.columns.filter((column) => column.isResult);
  return (
    <DialogFrame
      title={t('upload.title')}
      subtitle={<StepTracker current="map" />}
      busy={check.sending}
      onClose={close}
      footer={
        <>
          <Button appearance="subtle" isDisabled={check.sending} onClick={() => onBack({ file, choices, assignmentRules, again })}>
            {t('upload.back')}
          </Button>
          <Button appearance="primary" isLoading={check.sending} onClick={() => void submit()}>
            {t('upload.map.submit')}
          </Button>
        </>
      }
    >
      {check.failure !== null && <FailureMessage failure={check.failure} onRetry={() => void submit()} />}
      {refused.length > 0 && <Refused fields={refused} all={file.fields} onJump={jump} />}
      <p className={styles.intro}>{t('upload.map.intro')}</p>
      <div className={styles.filters}>
        <div className={styles.labelled}>
          <label htmlFor={`${id}-find`}>{t('upload.map.find')}</label>
          <Textfield id={`${id}-find`} isCompact value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        </div>
        <NativeSelect
          id={`${id}-show`}
          label={t('upload.map.show')}
          value={shown}
          options={SHOWN.map((value) => ({ value, label: t(`upload.map.show.${value}`) }))}
          onChange={setShown}
        />
      </div>
      <table role="table" aria-label={t('upload.map.table')} className={styles.map}>
        <thead role="rowgroup">
          <tr role="row">
            {(['field', 'source', 'value', 'samples', 'problems'] as const).map((column) => (
              <th key={column} role="columnheader" scope="col">
                {t(`upload.map.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {found.map(({ field, source, problems }) => (
            <MapRow
              key={field.field}
              id={inputOf(field.field)}
              field={field}
              source={source}
              problems={problems}
              file={file}
              onChange={(next) => change(field.field, next)}
            />
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p className={parts.subtle}>{t('upload.map.nothingFound')}</p>}
      {unused.length > 0 && (
        <p className={styles.note}>
          {t('upload.map.unused', { count: unused.length, names: unused.map((column) => columnName(column, t)).join(', ') })}
        </p>
      )}
      {results.length > 0 && (
        <p className={styles.note}>{t('upload.map.results', { names: results.map((column) => columnName(column, t)).join(', ') })}</p>
      )}
      {assignmentRules !== null && (
        <div className={styles.note}>
          <Checkbox
            label={t('create.assignmentRules')}
            isChecked={assignmentRules}
            onChange={(event) => {
              setTouched(true);
              setAssignmentRules(event.currentTarget.checked);
            }}
          />
        </div>
      )}
      <ConfirmDialog
        open={leaving}
        title={t('upload.leave.title')}
        confirm={t('upload.leave.leave')}
        cancel={t('upload.leave.stay')}
        appearance="warning"
        onConfirm={onClose}
        onCancel={() => setLeaving(false)}
      >
        {t('upload.leave.text')}
      </ConfirmDialog>
      <Announcement>
        {check.sending ? t('upload.map.checking') : words !== '' || shown !== 'all' ? t('upload.map.found', { count: found.length }) : ''}
      </Announcement>
    </DialogFrame>
  );
}

function isShown({ field, source, problems }: Line, shown: (typeof SHOWN)[number]): boolean {
  switch (shown) {
    case 'all':
      return true;
    case 'required':
      return field.required;
    case 'filled':
      return source.kind !== 'nothing';
    case 'problems':
      return problems.length > 0;
    default:
      return shown satisfies never;
  }
}

interface RefusedProps {
  /** Fields that have to be filled; an empty name when nothing at all is. */
  readonly fields: readonly string[];
  readonly all: readonly BulkField[];
  readonly onJump: (field: string) => void;
}

function Refused({ fields, all, onJump }: RefusedProps) {
  const { t } = useLocale();
  if (fields[0] === '')
    return (
      <div role="alert" className={parts.message}>
        <SectionMessage appearance="error">
          <p>{t('upload.map.problem.noColumn')}</p>
        </SectionMessage>
      </div>
    );
  return (
    <div role="alert" className={parts.message}>
      <SectionMessage appearance="error" title={t('upload.map.summary', { count: fields.length })}>
        <ul className={styles.lines}>
          {fields.map((field) => (
            <li key={field}>
              <button type="button" className={parts.nameButton} onClick={() => onJump(field)}>
                {all.find((each) => each.field === field)?.label ?? field}
              </button>
            </li>
          ))}
        </ul>
      </SectionMessage>
    </div>
  );
}
