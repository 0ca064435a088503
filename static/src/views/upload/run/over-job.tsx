import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useId } from 'react';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { plainName } from '../../../parts/plain-text';
import type { BulkCause, BulkJobView } from '../../../wire';
import styles from '../upload.module.css';
import { Numbers } from './numbers';
import { ResultFiles } from './result-files';

type OverPhase = 'done' | 'cancelled' | 'failed';

/** Of rows that the check left out. */
const CHECK = 'CHECK';

/** What came of a job (BLK-6). */
export function OverJob({ job, phase, onAnother }: { job: BulkJobView; phase: OverPhase; onAnother: () => void }) {
  const { t, format } = useLocale();
  const { brief, causes, files, linked, failure } = job;
  return (
    <div className={styles.running} data-phase={phase}>
      <Heading size="small" as="h2">
        {t(`upload.over.${phase}`, { name: plainName(brief.file) })}
      </Heading>
      {failure !== null && (
        <FailureMessage failure={failure} {...(phase === 'failed' && files.length > 0 ? { stillShown: t('upload.over.failedHint') } : {})} />
      )}
      <Numbers
        numbers={[
          { key: 'created', label: t('upload.run.created'), value: format.number(brief.created, 0) },
          { key: 'failed', label: t('upload.run.failed'), value: format.number(brief.failed, 0) },
          { key: 'linked', label: t('upload.over.linked'), value: format.number(linked, 0) },
        ]}
      />
      {brief.created === 0 && <p>{t('upload.over.none')}</p>}
      {causes.length > 0 && <Causes causes={causes} />}
      {files.length > 0 && <ResultFiles files={files} />}
      {files.some((file) => file.failure) && (
        <section className={styles.section}>
          <p>{t('upload.over.again')}</p>
          <div>
            <Button onClick={onAnother}>{t('upload.over.correct')}</Button>
          </div>
        </section>
      )}
    </div>
  );
}

function Causes({ causes }: { causes: readonly BulkCause[] }) {
  const { t, format, said } = useLocale();
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div id={id}>
        <Heading size="xsmall" as="h3">
          {t('upload.over.causes')}
        </Heading>
      </div>
      <table className={styles.causes}>
        <thead>
          <tr>
            <th scope="col">{t('upload.over.cause')}</th>
            <th scope="col">{t('upload.over.rows')}</th>
            <th scope="col">{t('upload.over.firstRow')}</th>
          </tr>
        </thead>
        <tbody>
          {causes.map(({ code, message, rows, firstRow }) => (
            <tr key={`${code} ${message}`} data-cause={code}>
              <td>
                <bdi>{code === CHECK ? said(message) : message}</bdi>
                {code !== CHECK && <span className={styles.hint}>{code}</span>}
              </td>
              <td>{format.number(rows, 0)}</td>
              <td>{format.number(firstRow, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
