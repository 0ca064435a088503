import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useRef, useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import { VisuallyHidden } from '../../../parts/visually-hidden';
import type { ImportView, SaveView } from '../../../wire';
import { ChangesTable } from '../parts/changes-table';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { ProblemList } from '../parts/problem-list';

interface File {
  readonly name: string;
  readonly text: string;
  readonly report: ImportView;
}

interface Props {
  /** The version in force. */
  readonly version: number;
  readonly onSaved: (saved: Extract<SaveView, { kind: 'saved' }>) => void;
}

/** Reads a file that was exported, reports what it would do, and does it when the user says so. */
export function ImportDialog({ version, onSaved }: Props) {
  const { t } = useLocale();
  const { replace } = useConfiguration();
  const read = useAction('importConfiguration');
  const apply = useAction('importConfiguration');
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [moved, setMoved] = useState(false);

  const report = async (name: string, text: string, baseVersion: number): Promise<void> => {
    const outcome = await read.send({ text, baseVersion, apply: false });
    if (outcome?.kind === 'ok') setFile({ name, text, report: outcome.view });
  };
  const onChosen = async (chosen: globalThis.File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    apply.clear();
    setMoved(false);
    const text = await chosen.text();
    // The same file can be chosen again after it was mended.
    if (input.current !== null) input.current.value = '';
    await report(chosen.name, text, version);
  };
  const onConfirm = async (): Promise<void> => {
    if (file === null) return;
    const outcome = await apply.send({ text: file.text, baseVersion: version, apply: true });
    const saved = outcome?.kind === 'ok' ? outcome.view.saved : null;
    if (saved === null || outcome?.kind !== 'ok') return;
    switch (saved.kind) {
      case 'saved':
        setFile(null);
        onSaved(saved);
        return;
      case 'invalid':
        setFile({ ...file, report: { ...outcome.view, problems: saved.problems } });
        return;
      case 'conflict':
        replace(saved.configuration);
        setMoved(true);
        await report(file.name, file.text, saved.configuration.version);
        return;
      default:
        saved satisfies never;
    }
  };
  return (
    <>
      <label>
        <VisuallyHidden>{t('import.file')}</VisuallyHidden>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={({ currentTarget }) => void onChosen(currentTarget.files?.[0])}
        />
      </label>
      <Button isLoading={read.sending} onClick={() => input.current?.click()}>
        {t('import.import')}
      </Button>
      {read.failure !== null && <FailureMessage failure={read.failure} />}
      <ConfirmDialog
        open={file !== null}
        title={t('import.title', { name: file?.name ?? '' })}
        confirm={t('import.confirm')}
        width="large"
        sending={apply.sending}
        onConfirm={() => void onConfirm()}
        onCancel={() => setFile(null)}
      >
        {apply.failure !== null && <FailureMessage failure={apply.failure} />}
        {moved && (
          <div role="alert" className={parts.message}>
            <SectionMessage appearance="warning" title={t('rollBack.moved')}>
              <p>{t('rollBack.movedHint')}</p>
            </SectionMessage>
          </div>
        )}
        {file !== null && <Report report={file.report} />}
      </ConfirmDialog>
    </>
  );
}

function Report({ report }: { report: ImportView }) {
  const { t } = useLocale();
  return (
    <>
      {report.problems.length > 0 && <p>{t('import.leftOut')}</p>}
      <ProblemList problems={report.problems} />
      {report.changes.length === 0 ? (
        <p>{t('import.same')}</p>
      ) : (
        <>
          <p>{t('import.changes', { count: report.changes.length })}</p>
          <ChangesTable label={t('import.table')} changes={report.changes} />
        </>
      )}
    </>
  );
}
