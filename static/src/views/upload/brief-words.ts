import type { Translate } from '../../locale/texts';
import { plainName } from '../../parts/plain-text';
import type { BulkBrief, BulkPhase } from '../../wire';

/** What a job has come to, in a few words. */
export function briefWords({ phase, file, created, failed, rows }: BulkBrief, t: Translate): string {
  const name = plainName(file);
  switch (phase) {
    case 'checking':
    case 'checked':
    case 'finishing':
      return t(`upload.brief.${phase}`, { name });
    case 'creating':
      return t('upload.brief.creating', { name, created: t('upload.number', { count: created }), rows: t('upload.number', { count: rows }) });
    case 'done':
      return failed === 0
        ? t('upload.brief.done', { name, count: created })
        : t('upload.brief.doneFailed', { name, count: created, failed: t('upload.number', { count: failed }) });
    case 'cancelled':
    case 'failed':
      return t(`upload.brief.${phase}`, { name, count: created });
    default:
      return phase satisfies never;
  }
}

/** Whether nothing more happens by itself or by a person. */
export function isOver(phase: BulkPhase): boolean {
  return phase === 'done' || phase === 'cancelled' || phase === 'failed';
}

/** Whether it goes on by itself. */
export function isMoving(phase: BulkPhase): boolean {
  return phase === 'checking' || phase === 'creating' || phase === 'finishing';
}
