import Heading from '@atlaskit/heading';
import { useNow } from '../../../hooks/use-now';
import { useLocale } from '../../../locale/locale';
import parts from '../../../parts/parts.module.css';
import { FailureMessage } from '../../../parts/failure-message';
import { plainName } from '../../../parts/plain-text';
import type { BulkJobView } from '../../../wire';
import { ProgressBar } from '../progress-bar';
import styles from '../upload.module.css';
import { Numbers } from './numbers';

type MovingPhase = 'checking' | 'creating' | 'finishing';

/** A job that goes on by itself: how far it has come, and how long it takes. */
export function RunningJob({ job, phase }: { job: BulkJobView; phase: MovingPhase }) {
  const { t, format } = useLocale();
  const { brief, thousandths, cancelling, failure, way } = job;
  const title = t(`upload.run.${phase}`, { name: plainName(brief.file) });
  return (
    <div className={styles.running} data-phase={phase}>
      <Heading size="small" as="h2">
        {title}
      </Heading>
      <ProgressBar label={title} thousandths={thousandths} />
      {phase === 'checking' && (
        <p>{t('upload.run.checkedSoFar', { good: format.number(job.good, 0), bad: format.number(job.bad, 0) })}</p>
      )}
      {phase !== 'checking' && (
        <Numbers
          numbers={[
            { key: 'created', label: t('upload.run.created'), value: format.number(brief.created, 0) },
            { key: 'failed', label: t('upload.run.failed'), value: format.number(brief.failed, 0) },
            { key: 'remaining', label: t('upload.run.remaining'), value: format.number(job.remaining, 0) },
            { key: 'estimate', label: t('upload.run.estimate'), value: <Estimate ms={job.estimateMs} /> },
          ]}
        />
      )}
      {failure !== null && <FailureMessage failure={failure} stillShown={<Waiting job={job} />} />}
      {cancelling && <p>{t('upload.run.cancelling')}</p>}
      <p>{t('upload.run.close')}</p>
      <p className={parts.subtle}>
        {phase === 'checking' && t('upload.run.checkingHint')}
        {phase === 'finishing' && t('upload.run.finishingHint')}
        {phase === 'creating' && way !== null && t(`upload.run.way.${way}`)}
      </p>
    </div>
  );
}

function Estimate({ ms }: { ms: number | null }) {
  const { t, format } = useLocale();
  return <>{ms === null ? t('upload.run.estimateUnknown') : t('upload.run.estimateAbout', { time: format.duration(ms) })}</>;
}

/** When it is tried again. */
function Waiting({ job: { retryAtMs } }: { job: BulkJobView }) {
  const { t, format } = useLocale();
  const now = useNow();
  return <>{retryAtMs === null ? t('upload.run.waitingSoon') : t('upload.run.waiting', { time: format.moment(retryAtMs, now) })}</>;
}
