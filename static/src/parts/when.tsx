import { useNow } from '../hooks/use-now';
import { useLocale } from '../locale/locale';
import styles from './parts.module.css';

/** Longer ago than this, the day says more. */
const LATELY_MS = 7 * 24 * 60 * 60 * 1_000;

/** When something happened, as Jira says it: how long ago, and when exactly on looking closer. `short` leaves out the time of day. */
export function When({ atMs, short = false }: { atMs: number; short?: boolean }) {
  const { t, format } = useLocale();
  const now = useNow();
  const lately = now - atMs < LATELY_MS;
  return (
    <time className={styles.age} dateTime={new Date(atMs).toISOString()} title={format.instant(atMs)}>
      {lately ? (format.age(atMs, now) ?? t('age.now')) : short ? format.dayOf(atMs) : format.instant(atMs)}
    </time>
  );
}
