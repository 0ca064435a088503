import type { Translate } from '../../../locale/texts';

const TASKS = ['sync', 'judge', 'creation', 'first', 'property', 'bulk', 'files', 'backfill'] as const;

/** What was to be done, in the user's words. */
export function taskWords(task: string, t: Translate): string {
  const known = TASKS.find((each) => each === task);
  return known === undefined ? task : t(`failed.task.${known}`);
}
