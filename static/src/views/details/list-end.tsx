import { useLocale } from '../../locale/locale';
import type { Paged } from '../../hooks/use-pages';
import { FailureMessage } from '../../parts/failure-message';
import { LinesSkeleton } from '../../parts/skeletons';
import styles from './details.module.css';

/** What stands at the end of a list: more is coming, or why it is not. */
export function ListEnd({ paged, onAgain }: { paged: Paged<unknown, unknown>; onAgain: () => void }) {
  const { t } = useLocale();
  if (paged.kind !== 'ready') return null;
  return (
    <div className={styles.end}>
      {paged.loadingMore && <LinesSkeleton lines={2} />}
      {paged.trouble !== null && (
        <FailureMessage failure={paged.trouble} onRetry={onAgain} stillShown={t('details.stale')} />
      )}
    </div>
  );
}
