import { useNow } from '../hooks/use-now';
import { useLocale } from '../locale/locale';
import type { TextKey } from '../locale/texts';
import styles from './parts.module.css';

type AgeKey = Extract<TextKey, 'panel.updated' | 'details.read'>;

/** How old something is, in a few words that keep up with the clock. */
export function Age({ text, atMs }: { text: AgeKey; atMs: number }) {
  const { t, format } = useLocale();
  const now = useNow();
  return (
    <span className={styles.age} title={format.instant(atMs)}>
      {t(text, { age: format.age(atMs, now) ?? t('age.now') })}
    </span>
  );
}
