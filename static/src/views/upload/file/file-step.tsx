import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useCallback, useEffect, useRef, useState } from 'react';
import { attachFile } from '../../../bridge/attachments';
import { useAction } from '../../../hooks/use-action';
import { useIssueId } from '../../../hooks/use-issue';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { DialogFrame } from '../../../parts/dialog-frame';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import { plainName } from '../../../parts/plain-text';
import type { BulkFileView, BulkUploadsView } from '../../../wire';
import { ProgressBar } from '../progress-bar';
import { StepTracker } from '../step-tracker';
import styles from '../upload.module.css';
import { DropZone } from './drop-zone';
import { AttachedFiles, EarlierUploads } from './file-lists';
import { refusalOf, refusalWords, type Refusal } from './refusals';
import { SeenQuestion } from './seen-question';

interface Props {
  readonly uploads: BulkUploadsView;
  /** Asks for the list of files again. */
  readonly onReload: () => void;
  /** Told of a file that was read, and whether its content may be taken a second time. */
  readonly onFile: (file: BulkFileView, again: boolean) => void;
  readonly onJob: (jobId: string) => void;
  readonly onClose: () => void;
}

type Busy = { readonly kind: 'attaching'; readonly file: File } | { readonly kind: 'reading'; readonly name: string };

/** The first step: a file from the computer, or one that is attached already. */
export function FileStep({ uploads, onReload, onFile, onJob, onClose }: Props) {
  const locale = useLocale();
  const { t, format } = locale;
  const issueId = useIssueId();
  const [busy, setBusy] = useState<Busy | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [seen, setSeen] = useState<BulkFileView | null>(null);
  const reading = useAction('bulkFile');
  const asked = useRef({ id: '', name: '' });
  // What comes after someone has stopped waiting is not what they look at.
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );

  const { send } = reading;
  const read = useCallback(
    async (attachmentId: string, name: string): Promise<void> => {
      const mine = ++turn.current;
      asked.current = { id: attachmentId, name };
      setRefusal(null);
      setBusy({ kind: 'reading', name });
      const outcome = await send({ attachmentId, dialect: null });
      if (mine !== turn.current) return;
      setBusy(null);
      if (outcome?.kind !== 'ok') return;
      if (outcome.view.seen === null) onFile(outcome.view, false);
      else setSeen(outcome.view);
    },
    [send, onFile],
  );
  const { bytesMax } = uploads;
  const take = useCallback(
    async (files: readonly File[]): Promise<void> => {
      const [file] = files;
      if (file === undefined) return;
      const refused = refusalOf(files, bytesMax);
      setRefusal(refused);
      if (refused !== null) return;
      const mine = ++turn.current;
      setBusy({ kind: 'attaching', file });
      const attached = await attachFile(issueId, file);
      if (mine !== turn.current) return;
      if (attached.kind === 'attached') return read(attached.id, file.name);
      setBusy(null);
      setRefusal({ kind: attached.reason, name: file.name, detail: attached.detail });
    },
    [bytesMax, issueId, read],
  );
  const stopWaiting = (): void => {
    turn.current += 1;
    setBusy(null);
    onReload();
  };

  if (seen !== null)
    return <SeenQuestion file={seen} onAgain={() => onFile(seen, true)} onLeave={() => setSeen(null)} onClose={onClose} />;
  const busyWords =
    busy === null
      ? ''
      : busy.kind === 'attaching'
        ? t('upload.attaching', { name: plainName(busy.file.name), bytes: format.bytes(busy.file.size) })
        : t('upload.reading', { name: plainName(busy.name) });
  const refused = refusal === null ? null : refusalWords(refusal, bytesMax, locale);
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
      {refused !== null && (
        <div role="alert" className={parts.message} data-refused={refusal?.kind}>
          <SectionMessage appearance="error" title={refused.title}>
            <p>{refused.hint}</p>
            {refused.detail !== null && <p className={parts.subtle}>{refused.detail}</p>}
          </SectionMessage>
        </div>
      )}
      {reading.failure !== null && (
        <FailureMessage failure={reading.failure} onRetry={() => void read(asked.current.id, asked.current.name)} />
      )}
      {busy !== null ? (
        <div className={styles.busy}>
          <p>{busyWords}</p>
          <ProgressBar label={busyWords} thousandths={null} />
          {busy.kind === 'attaching' && (
            <>
              <p className={parts.subtle}>{t('upload.attachingHint')}</p>
              <div>
                <Button onClick={stopWaiting}>{t('upload.stopWaiting')}</Button>
              </div>
            </>
          )}
        </div>
      ) : (
        <>
          <DropZone bytesMax={bytesMax} rowsMax={uploads.rowsMax} onFiles={(files) => void take(files)} />
          <AttachedFiles files={uploads.attachments} onUse={(file) => void read(file.id, file.name)} />
          <EarlierUploads earlier={uploads.earlier} onShow={onJob} />
        </>
      )}
      <Announcement>{busyWords}</Announcement>
    </DialogFrame>
  );
}
