import type { Locale } from '../../../locale/locale';
import type { Translate } from '../../../locale/texts';
import type { ActivityOutcome, ActivityView, Deed } from '../../../wire';
import { decisionSentence, type Names } from '../../why/decision-words';
import { capital, noticedWords } from '../../why/sync-words';

/** Deeds named in a title; the rest is in what opens. */
const NAMED_MAX = 4;

/** How it ended, as the core's filter has it: what did not go well counts more than what waits. */
export function outcomeOf({ decisions, plans, failure }: ActivityView): ActivityOutcome {
  const wrong =
    failure !== null ||
    decisions.some(({ verdict }) => verdict === 'refused' || verdict === 'invalid') ||
    plans.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  if (wrong) return 'failed';
  const waits = decisions.some(({ verdict }) => verdict === 'unclear') || plans.some(({ rows }) => rows.some(({ held }) => held));
  return waits ? 'waits' : 'done';
}

/** What was done, in a sentence. */
export function titleOf(entry: ActivityView, names: Names, locale: Locale): string {
  const { t } = locale;
  const [decision, ...others] = entry.decisions;
  if (decision !== undefined)
    return others.length === 0
      ? decisionSentence(decision, names, locale)
      : t('activity.did.rules', { count: entry.decisions.length });
  // Which of the plans of what has failed came to nothing is not told apart.
  const deeds = entry.failure === null ? deedWords(entry.plans.flatMap((plan) => plan.deeds), t) : null;
  const noticed = noticedOf(entry, names, t);
  if (noticed !== null && deeds === null && entry.failure === null) return noticed;
  const what = t(`activity.did.${kindOf(entry, deeds !== null)}`);
  return deeds === null ? what : t('activity.did.with', { what, deeds });
}

/** What was noticed of records, as a sentence; none when nothing was. */
function noticedOf({ noticed }: ActivityView, names: Names, t: Translate): string | null {
  const [first, ...others] = noticed.map((one) => noticedWords(one, names, t));
  if (first === undefined) return null;
  return capital(others.reduce((before, then) => t('why.sync.and', { before, then }), first));
}

function kindOf(entry: ActivityView, wrote: boolean): 'created' | 'firstSync' | 'synced' | 'nothing' | 'failed' | 'waits' | 'dropped' | 'backfill' {
  const { causes } = entry;
  if (causes.includes('dropped')) return 'dropped';
  if (causes.includes('form') || (causes.includes('settled') && wrote)) return 'created';
  const outcome = outcomeOf(entry);
  if (outcome === 'failed') return 'failed';
  if (causes.includes('backfill') && !wrote) return 'backfill';
  if (wrote) return causes.includes('linked') ? 'firstSync' : 'synced';
  return outcome === 'waits' ? 'waits' : 'nothing';
}

/** What plans did, each kind once; none when they did nothing. */
function deedWords(deeds: readonly Deed[], t: Translate): string | null {
  const words: string[] = [];
  for (const { kind, to } of deeds) {
    const word = t(`activity.deed.${kind}`, { to: to ?? '' });
    if (!words.includes(word) && words.length < NAMED_MAX) words.push(word);
  }
  const [first, ...others] = words;
  return first === undefined ? null : others.reduce((before, deed) => t('activity.deeds', { before, deed }), first);
}
