import Button from '@atlaskit/button/new';
import { useCallback, useState } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { DialogFrame } from '../../parts/dialog-frame';
import { FailureMessage } from '../../parts/failure-message';
import { LinesSkeleton } from '../../parts/skeletons';
import type { BulkFileView, BulkJobView } from '../../wire';
import { FileStep } from './file/file-step';
import { PreviewStep } from './file/preview-step';
import { MapStep } from './map/map-step';
import { presetOf } from './map/choices';
import { RunStep } from './run/run-step';
import { StepTracker } from './step-tracker';
import type { Mapped } from './types';

type Stage =
  | { readonly kind: 'file' }
  | { readonly kind: 'preview'; readonly mapped: Mapped }
  | { readonly kind: 'map'; readonly mapped: Mapped }
  /** `mapped` is none for a job that was begun before the dialog was opened. */
  | { readonly kind: 'run'; readonly jobId: string; readonly first: BulkJobView | null; readonly mapped: Mapped | null };

/** Creates cases from a file that is attached to the issue (BLK-1 to BLK-10): the file, the table, the job. */
export function UploadDialog({ jobId }: { jobId: string | null }) {
  const [stage, setStage] = useState<Stage>(
    jobId === null ? { kind: 'file' } : { kind: 'run', jobId, first: null, mapped: null },
  );
  // What the panel shows may have changed as soon as there was a job.
  const [changed, setChanged] = useState(jobId !== null);
  const close = useCallback(() => void closeDialog(changed ? { kind: 'uploaded' } : undefined), [changed]);
  const run = useCallback((id: string, first: BulkJobView | null, mapped: Mapped | null): void => {
    setChanged(true);
    setStage({ kind: 'run', jobId: id, first, mapped });
  }, []);
  const begin = useCallback(() => setStage({ kind: 'file' }), []);

  switch (stage.kind) {
    case 'file':
      return (
        <Begin
          onFile={(file, again) => setStage({ kind: 'preview', mapped: { ...presetOf(file), again } })}
          onJob={(id) => run(id, null, null)}
          onClose={close}
        />
      );
    case 'preview':
      return (
        <PreviewStep
          file={stage.mapped.file}
          onBack={begin}
          // What was chosen holds for the file as it was read then.
          onNext={(file) =>
            setStage({
              kind: 'map',
              mapped: file === stage.mapped.file ? stage.mapped : { ...presetOf(file), again: stage.mapped.again },
            })
          }
          onClose={close}
        />
      );
    case 'map':
      return (
        <MapStep
          mapped={stage.mapped}
          onBack={(mapped) => setStage({ kind: 'preview', mapped })}
          onJob={(job, mapped) => run(job.brief.jobId, job, mapped)}
          onClose={close}
        />
      );
    case 'run': {
      const { mapped } = stage;
      return (
        <RunStep
          key={stage.jobId}
          jobId={stage.jobId}
          first={stage.first}
          onMapping={
            mapped === null ? null : (again) => setStage({ kind: 'map', mapped: { ...mapped, again: mapped.again || again } })
          }
          onAnother={begin}
          onClose={close}
        />
      );
    }
    default:
      return stage satisfies never;
  }
}

interface BeginProps {
  readonly onFile: (file: BulkFileView, again: boolean) => void;
  readonly onJob: (jobId: string) => void;
  readonly onClose: () => void;
}

/** What the dialog begins with: a file, or the job that is not over. */
function Begin({ onFile, onJob, onClose }: BeginProps) {
  const { t } = useLocale();
  const { loaded, reload } = useView('bulkUploads', {});
  if (loaded.kind === 'ready') {
    const { running } = loaded.view;
    if (running !== null)
      return <RunStep jobId={running.jobId} first={null} onMapping={null} onAnother={reload} onClose={onClose} />;
    return <FileStep uploads={loaded.view} onReload={reload} onFile={onFile} onJob={onJob} onClose={onClose} />;
  }
  return (
    <DialogFrame
      title={t('upload.title')}
      subtitle={<StepTracker current="file" />}
      onClose={onClose}
      footer={
        <Button appearance="subtle" onClick={onClose}>
          {t('action.cancel')}
        </Button>
      }
    >
      {loaded.kind === 'loading' && <LinesSkeleton lines={6} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
    </DialogFrame>
  );
}
