import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { plainName } from '../../../parts/plain-text';
import type { BulkJobView } from '../../../wire';
import styles from '../upload.module.css';
import { ProblemTable } from './problem-table';
import { useProblemsFile } from './use-problems-file';

/** What the check has found, before anything is created (BLK-7). */
export function CheckedJob({ job }: { job: BulkJobView }) {
  const { t, format } = useLocale();
  const { brief, good, bad, problems, problemsCount, failure } = job;
  const name = plainName(brief.file);
  const file = useProblemsFile(brief.jobId, name);
  return (
    <div className={styles.running} data-phase="checked">
      <Heading size="small" as="h2">
        {t('upload.checked.title', { name })}
      </Heading>
      {failure !== null && <FailureMessage failure={failure} />}
      <SectionMessage
        appearance={good === 0 ? 'error' : bad > 0 ? 'warning' : 'success'}
        title={t('upload.checked.good', { count: good })}
      >
        <p data-number="bad">{bad === 0 ? t('upload.checked.noProblems') : `${t('upload.checked.bad', { count: bad })}.`}</p>
        {good === 0 && <p>{t('upload.checked.none')}</p>}
        {good > 0 && bad > 0 && <p>{t('upload.checked.leaveOut')}</p>}
      </SectionMessage>
      {problemsCount > 0 && (
        <div className={styles.section}>
          <div className={styles.problemsHead}>
            <p>
              {problems.length < problemsCount
                ? t('upload.checked.first', {
                    shown: format.number(problems.length, 0),
                    all: format.number(problemsCount, 0),
                  })
                : t('upload.checked.all', { count: problemsCount })}
            </p>
            <Button spacing="compact" isLoading={file.fetching} onClick={() => void file.fetch()}>
              {t('upload.checked.download')}
            </Button>
          </div>
          {file.failure !== null && <FailureMessage failure={file.failure} onRetry={() => void file.fetch()} />}
          <ProblemTable problems={problems} />
        </div>
      )}
    </div>
  );
}
