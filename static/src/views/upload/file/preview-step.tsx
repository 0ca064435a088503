import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { DialogFrame } from '../../../parts/dialog-frame';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import { plainName } from '../../../parts/plain-text';
import type { BulkFileView, CsvDialect } from '../../../wire';
import { columnName } from '../map/choices';
import { StepTracker } from '../step-tracker';
import styles from '../upload.module.css';
import { DialectControls } from './dialect-controls';

interface Props {
  readonly file: BulkFileView;
  readonly onBack: () => void;
  readonly onNext: (file: BulkFileView) => void;
  readonly onClose: () => void;
}

/** The file as it is read, for someone to see whether it is read right. */
export function PreviewStep({ file: first, onBack, onNext, onClose }: Props) {
  const { t, format, said } = useLocale();
  const [file, setFile] = useState(first);
  const reading = useAction('bulkFile');
  const { attachment, columns, head, troubles } = file;
  const name = plainName(attachment.name);
  const reread = async (dialect: CsvDialect | null): Promise<void> => {
    const outcome = await reading.send({ attachmentId: attachment.id, dialect });
    if (outcome?.kind === 'ok') setFile(outcome.view);
  };
  return (
    <DialogFrame
      title={t('upload.title')}
      subtitle={<StepTracker current="file" />}
      onClose={onClose}
      footer={
        <>
          <Button appearance="subtle" isDisabled={reading.sending} onClick={onBack}>
            {t('upload.back')}
          </Button>
          <Button
            appearance="primary"
            isDisabled={reading.sending || columns.length === 0 || head.length === 0}
            onClick={() => onNext(file)}
          >
            {t('upload.next')}
          </Button>
        </>
      }
    >
      {reading.failure !== null && <FailureMessage failure={reading.failure} />}
      <div className={styles.previewHead}>
        <Heading size="small" as="h2">
          {t('upload.preview.title', { name })}
        </Heading>
        <p className={parts.subtle}>
          {t('upload.preview.about', { rows: format.number(file.rowsAbout, 0), bytes: format.bytes(attachment.bytes) })}
        </p>
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('upload.preview.table')} aria-busy={reading.sending}>
        <table className={styles.sheet}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.index} scope="col">
                  <bdi>{columnName(column, t)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {head.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <td key={at}>
                    <bdi>{cell}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {head.length === 0 && <p role="alert">{t('upload.preview.noRows')}</p>}
      {troubles.length > 0 && (
        <div role="alert" className={styles.troubles}>
          <SectionMessage appearance="warning" title={t('upload.preview.troubles')}>
            <ul className={styles.lines}>
              {troubles.map((trouble, index) => (
                <li key={index}>{said(trouble)}</li>
              ))}
            </ul>
          </SectionMessage>
        </div>
      )}
      <DialectControls
        dialect={file.dialect}
        chosen={file.chosen}
        disabled={reading.sending}
        onChange={(dialect) => void reread(dialect)}
      />
      <Announcement>{reading.sending ? t('upload.reading', { name }) : ''}</Announcement>
    </DialogFrame>
  );
}
