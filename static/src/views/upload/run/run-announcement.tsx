import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { plainName } from '../../../parts/plain-text';
import type { BulkJobView } from '../../../wire';

/** Progress is told in so many steps, so that a screen reader is not talking all the time. */
const TOLD_EVERY_PERCENT = 25;

/** Tells a screen reader how far a job has come: each phase, and a few times between. */
export function RunAnnouncement({ job }: { job: BulkJobView }) {
  const { t } = useLocale();
  const { brief, thousandths, good, bad } = job;
  const name = plainName(brief.file);
  const words = (): string => {
    switch (brief.phase) {
      case 'checking':
      case 'creating':
      case 'finishing': {
        const percent = Math.floor(thousandths / 10 / TOLD_EVERY_PERCENT) * TOLD_EVERY_PERCENT;
        return [t(`upload.run.${brief.phase}`, { name }), ...(percent > 0 ? [t('upload.run.percent', { percent: String(percent) })] : [])].join(' ');
      }
      case 'checked':
        return `${t('upload.checked.title', { name })}. ${t('upload.checked.good', { count: good })}. ${t('upload.checked.bad', { count: bad })}.`;
      case 'done':
      case 'cancelled':
      case 'failed':
        return t(`upload.over.${brief.phase}`, { name });
      default:
        return brief.phase satisfies never;
    }
  };
  return <Announcement>{words()}</Announcement>;
}
