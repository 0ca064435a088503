import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import type { BackfillJobView, BackfillStep, BackfillView } from '../../../wire';
import { ProgressBar } from '../../upload/progress-bar';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { doesSomething, FATES, reasonWords, rowsText, timeWords } from './backfill-words';
import styles from './backfill.module.css';
import { useReport } from './use-backfill';

interface Props {
  readonly job: BackfillJobView;
  readonly onView: (view: BackfillView) => void;
}

/** How a backfill stands, and what can be done to it. */
export function JobPanel({ job, onView }: Props) {
  const locale = useLocale();
  const { t } = locale;
  const { brief, paused, cancelling, failure } = job;
  const { phase } = brief;
  const moves = phase === 'looking' || phase === 'running';
  const words = cancelling ? t('backfill.cancelling') : paused ? t('backfill.paused') : t(`backfill.phase.${phase}`);
  return (
    <section className={styles.section} aria-labelledby="backfill-job" data-backfill={phase} data-paused={paused}>
      <div id="backfill-job">
        <Heading size="medium" as="h3">
          {words}
        </Heading>
      </div>
      <Announcement>{words}</Announcement>
      {phase === 'looking' && <p>{t(brief.records ? 'backfill.recordsLooked' : 'backfill.looked', { count: brief.rows })}</p>}
      {moves && <ProgressBar label={t('backfill.progress')} thousandths={phase === 'looking' ? null : job.thousandths} />}
      {job.leftMs !== null && <p>{t('backfill.timeLeft', { time: timeWords(job.leftMs, locale) })}</p>}
      {failure !== null && (
        <FailureMessage
          failure={failure}
          {...(job.retryAtMs === null ? {} : { stillShown: t('backfill.waits') })}
        />
      )}
      <Counts job={job} />
      {phase === 'ready' && (doesSomething(job.planned) ? <Forecast job={job} /> : <p>{t('backfill.nothing')}</p>)}
      {job.reasons.length > 0 && (
        <>
          <Heading size="small" as="h4">
            {t('backfill.reasons')}
          </Heading>
          <ul className={styles.list} data-reasons>
            {job.reasons.map((reason) => (
              <li key={`${reason.fate} ${reason.cause} ${reason.text}`}>{reasonWords(reason, brief.records, locale)}</li>
            ))}
          </ul>
        </>
      )}
      <Steps job={job} onView={onView} />
    </section>
  );
}

function Counts({ job: { planned, brief, startedBy } }: { job: BackfillJobView }) {
  const { t, format } = useLocale();
  return (
    <table className={styles.counts} aria-label={t('backfill.counts')}>
      <thead>
        <tr>
          <th scope="col">{t(rowsText(brief), { count: brief.rows })}</th>
          <th scope="col">{t('backfill.would')}</th>
          {startedBy !== null && <th scope="col">{t('backfill.did')}</th>}
        </tr>
      </thead>
      <tbody>
        {FATES.map((fate) => (
          <tr key={fate} data-fate={fate}>
            <th scope="row">{t(`backfill.fate.${fate}`)}</th>
            <td>{format.number(planned[fate], 0)}</td>
            {startedBy !== null && <td>{format.number(brief.done[fate], 0)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Forecast({ job: { forecast } }: { job: BackfillJobView }) {
  const locale = useLocale();
  const { t, format } = locale;
  const { calls, left, takesMs } = forecast;
  return (
    <div data-forecast>
      <p>{t('backfill.forecast', { count: calls, time: timeWords(takesMs, locale) })}</p>
      {left !== null && <p>{t('backfill.left', { left: format.number(left, 0) })}</p>}
      {left !== null && calls > left && <p>{t('backfill.tooDear')}</p>}
    </div>
  );
}

function Steps({ job, onView }: Props) {
  const { t } = useLocale();
  const { jobId, phase, rows } = job.brief;
  const steer = useAction('steerBackfill');
  const report = useReport(jobId);
  const [asked, setAsked] = useState<'start' | 'cancel' | null>(null);
  const onStep = async (step: BackfillStep): Promise<void> => {
    const outcome = await steer.send({ jobId, step, rows: step === 'start' ? rows : 0 });
    setAsked(null);
    if (outcome?.kind === 'ok') onView(outcome.view);
  };
  const isUnderWay = phase === 'looking' || phase === 'running';
  const failure = steer.failure ?? report.failure;
  return (
    <>
      {failure !== null && <FailureMessage failure={failure} />}
      <div className={styles.actions}>
        {phase === 'ready' && doesSomething(job.planned) && (
          <Button appearance="primary" isDisabled={steer.sending} onClick={() => setAsked('start')}>
            {t('backfill.start')}
          </Button>
        )}
        {isUnderWay && !job.cancelling && (
          <Button isDisabled={steer.sending} onClick={() => void onStep(job.paused ? 'resume' : 'pause')}>
            {t(job.paused ? 'backfill.resume' : 'backfill.pause')}
          </Button>
        )}
        {(isUnderWay || phase === 'ready') && !job.cancelling && (
          <Button isDisabled={steer.sending} onClick={() => setAsked('cancel')}>
            {t('backfill.cancel')}
          </Button>
        )}
        {rows > 0 && (
          <Button isLoading={report.downloading} onClick={report.download}>
            {t('backfill.report')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={asked === 'start'}
        title={t('backfill.startTitle')}
        confirm={t('backfill.start')}
        sending={steer.sending}
        onConfirm={() => void onStep('start')}
        onCancel={() => setAsked(null)}
      >
        {t('backfill.startText')}
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === 'cancel'}
        title={t('backfill.cancelTitle')}
        confirm={t('backfill.cancel')}
        cancel={t('backfill.cancelKeep')}
        appearance="warning"
        sending={steer.sending}
        onConfirm={() => void onStep('cancel')}
        onCancel={() => setAsked(null)}
      >
        {t('backfill.cancelText')}
      </ConfirmDialog>
    </>
  );
}
