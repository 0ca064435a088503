import Button from '@atlaskit/button/new';
import { useEffect, useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { DialogFrame } from '../../../parts/dialog-frame';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import { plainName } from '../../../parts/plain-text';
import type { BulkJobView } from '../../../wire';
import { ConfirmDialog } from '../../admin/parts/confirm-dialog';
import { isOver } from '../brief-words';
import { StepTracker } from '../step-tracker';
import { CheckedJob } from './checked-job';
import { OverJob } from './over-job';
import { RunAnnouncement } from './run-announcement';
import { RunningJob } from './running-job';
import { SeenSince } from './seen-since';
import { useJob } from './use-job';

interface Props {
  readonly jobId: string;
  /** What is known of it already. */
  readonly first: BulkJobView | null;
  /** Goes back to the table, where `again` says that a file is taken that was uploaded before; none when the job was begun elsewhere. */
  readonly onMapping: ((again: boolean) => void) | null;
  /** Begins with another file. */
  readonly onAnother: () => void;
  readonly onClose: () => void;
}

/** The third step: the check, what it found, the creation, and what came of it. It may be closed and opened at any time. */
export function RunStep({ jobId, first, onMapping, onAnother, onClose }: Props) {
  const { t } = useLocale();
  const { job, trouble, replace, ask } = useJob(jobId, first);
  const [asked, setAsked] = useState<'create' | 'cancel' | null>(null);
  const creating = useAction('bulkCreate');
  const cancelling = useAction('bulkCancel');
  const sending = creating.sending || cancelling.sending;
  const phase = job?.brief.phase ?? null;
  const mayChange = job?.mayChange === true;

  const create = async (rows: number): Promise<void> => {
    const outcome = await creating.send({ jobId, rows });
    setAsked(null);
    if (outcome?.kind === 'ok') replace(outcome.view);
    else ask();
  };
  const cancel = async (): Promise<boolean> => {
    const outcome = await cancelling.send({ jobId });
    setAsked(null);
    if (outcome?.kind === 'ok') replace(outcome.view);
    else ask();
    return outcome?.kind === 'ok';
  };
  // An issue has one job at a time: what comes next waits until this one has stopped.
  const [leaving, setLeaving] = useState(false);
  const [again, setAgain] = useState(false);
  const discard = async (toUseAgain = false): Promise<void> => {
    setAgain(toUseAgain);
    setLeaving(await cancel());
  };
  const left = leaving && phase === 'cancelled';
  useEffect(() => {
    if (!left) return;
    if (onMapping === null) onAnother();
    else onMapping(again);
  }, [left, again, onMapping, onAnother]);
  const seen = creating.failure?.values['file'] === 'seen';

  return (
    <DialogFrame
      title={t('upload.title')}
      subtitle={<StepTracker current="run" over={phase !== null && isOver(phase)} />}
      busy={sending}
      onClose={onClose}
      footer={
        <>
          {mayChange && phase === 'checked' && job !== null && (
            <>
              <Button appearance="subtle" isDisabled={sending} onClick={() => void discard()}>
                {t(onMapping === null ? 'upload.checked.discard' : 'upload.checked.toMapping')}
              </Button>
              <Button appearance="primary" isDisabled={sending || job.good === 0} onClick={() => setAsked('create')}>
                {t('upload.checked.create', { count: job.good })}
              </Button>
            </>
          )}
          {mayChange && phase === 'checking' && job?.cancelling === false && (
            <Button appearance="subtle" isDisabled={sending} onClick={() => void discard()}>
              {t(onMapping === null ? 'upload.run.cancelCheck' : 'upload.checked.toMapping')}
            </Button>
          )}
          {mayChange && phase === 'creating' && job?.cancelling === false && (
            <Button appearance="subtle" isDisabled={sending} onClick={() => setAsked('cancel')}>
              {t('upload.run.cancel')}
            </Button>
          )}
          {mayChange && phase === 'finishing' && job !== null && job.failure !== null && !job.cancelling && (
            <Button appearance="subtle" isDisabled={sending} onClick={() => void cancel()}>
              {t('upload.run.skip')}
            </Button>
          )}
          {phase !== null && isOver(phase) && (
            <Button appearance="subtle" onClick={onAnother}>
              {t('upload.another')}
            </Button>
          )}
          {phase !== 'checked' && (
            <Button appearance={phase !== null && isOver(phase) ? 'primary' : 'default'} isDisabled={sending} onClick={onClose}>
              {t('action.close')}
            </Button>
          )}
        </>
      }
    >
      {creating.failure !== null && !seen && <FailureMessage failure={creating.failure} />}
      {creating.failure !== null && seen && phase === 'checked' && (
        <SeenSince failure={creating.failure} sending={sending} again={onMapping !== null} onLeave={() => void discard(true)} />
      )}
      {cancelling.failure !== null && <FailureMessage failure={cancelling.failure} />}
      {trouble !== null && (
        <FailureMessage failure={trouble} onRetry={ask} {...(job === null ? {} : { stillShown: t('upload.run.lost') })} />
      )}
      {job === null && trouble === null && <LinesSkeleton lines={4} />}
      {job !== null && <JobBody job={job} onAnother={onAnother} />}
      {job !== null && <RunAnnouncement job={job} />}
      <ConfirmDialog
        open={asked === 'create' && job !== null}
        title={t('upload.confirm.title', { count: job?.good ?? 0 })}
        confirm={t('upload.confirm.ok')}
        sending={creating.sending || cancelling.sending}
        onConfirm={() => job !== null && void create(job.good)}
        // Without a table to go back to, what was found stays in sight.
        onCancel={() => (onMapping === null ? setAsked(null) : void discard())}
      >
        <p>{t('upload.confirm.text', { count: job?.good ?? 0, name: plainName(job?.brief.file ?? '') })}</p>
        {job !== null && job.bad > 0 && <p>{t('upload.confirm.leftOut', { count: job.bad })}</p>}
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === 'cancel'}
        title={t('upload.run.cancel.title')}
        confirm={t('upload.run.cancel.confirm')}
        cancel={t('upload.run.cancel.stay')}
        appearance="warning"
        sending={cancelling.sending}
        onConfirm={() => void cancel()}
        onCancel={() => setAsked(null)}
      >
        {t('upload.run.cancel.text')}
      </ConfirmDialog>
    </DialogFrame>
  );
}

function JobBody({ job, onAnother }: { job: BulkJobView; onAnother: () => void }) {
  const { phase } = job.brief;
  switch (phase) {
    case 'checking':
    case 'creating':
    case 'finishing':
      return <RunningJob job={job} phase={phase} />;
    case 'checked':
      return <CheckedJob job={job} />;
    case 'done':
    case 'cancelled':
    case 'failed':
      return <OverJob job={job} phase={phase} onAnother={onAnother} />;
    default:
      return phase satisfies never;
  }
}
