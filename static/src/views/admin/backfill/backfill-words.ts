import type { Locale } from '../../../locale/locale';
import type { BackfillBrief, BackfillCounts, BackfillFate, BackfillReason } from '../../../wire';

/** What becomes of work items, in the order in which it is told. */
export const FATES = ['link', 'create', 'update', 'already', 'unmatched', 'conflict', 'cannot'] as const satisfies readonly BackfillFate[];

const MINUTE_MS = 60_000;

/** About how long something takes. */
export function timeWords(ms: number, { t }: Locale): string {
  if (ms < MINUTE_MS) return t('backfill.seconds', { count: Math.max(1, Math.ceil(ms / 1_000)) });
  const minutes = Math.ceil(ms / MINUTE_MS);
  return minutes < 120 ? t('backfill.minutes', { count: minutes }) : t('backfill.hours', { count: Math.round(minutes / 60) });
}

/** Why some are left out, with examples. */
export function reasonWords({ cause, text, count, examples }: BackfillReason, ofRecords: boolean, { t }: Locale): string {
  const plain = t(`backfill.cause.${cause}`);
  const why = text === '' ? plain : t('backfill.reasonText', { why: plain, text });
  return t(ofRecords ? 'backfill.recordReason' : 'backfill.reason', { why, count, examples: examples.join(', ') });
}

/** The text that says how many are gone through. */
export function rowsText({ records }: BackfillBrief): 'backfill.recordRows' | 'backfill.rows' {
  return records ? 'backfill.recordRows' : 'backfill.rows';
}

/** Whether anything would be done. */
export function doesSomething({ link, create, update }: BackfillCounts): boolean {
  return link + create + update > 0;
}
