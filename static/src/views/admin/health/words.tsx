import { useLocale, type Locale } from '../../../locale/locale';
import { failureWords } from '../../../parts/failure-words';
import type { Failure } from '../../../wire';
import styles from './health.module.css';

/** How long ago something was when the numbers were read. */
export function ageWords(atMs: number, nowMs: number, { t, format }: Locale): string {
  return format.age(atMs, nowMs) ?? t('age.now');
}

/** Why something came to nothing, and what to do about it. */
export function FailureWords({ failure }: { failure: Failure }) {
  const locale = useLocale();
  const { title, remedy, detail } = failureWords(failure, locale);
  return (
    <>
      <p>{locale.t('health.pollFailed', { reason: `${title}.` })}</p>
      {detail !== null && <p className={styles.quiet}>{detail}</p>}
      <p className={styles.quiet}>{remedy}</p>
    </>
  );
}
