import Skeleton from '@atlaskit/skeleton';
import { VisuallyHidden } from './visually-hidden';
import { useLocale } from '../locale/locale';
import styles from './parts.module.css';

/** Stands in for lines of text while they are loaded. */
export function LinesSkeleton({ lines }: { lines: number }) {
  const { t } = useLocale();
  return (
    <div className={styles.skeleton} role="status" data-loading="true">
      <VisuallyHidden>{t('app.loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} width={line % 2 === 0 ? '100%' : '60%'} height="16px" borderRadius="var(--ds-radius-small)" isShimmering />
      ))}
    </div>
  );
}

/** Stands in for a form or a card: pairs of a label and a field. */
export function FieldsSkeleton({ fields }: { fields: number }) {
  const { t } = useLocale();
  return (
    <div className={styles.skeleton} role="status" data-loading="true">
      <VisuallyHidden>{t('app.loading')}</VisuallyHidden>
      {Array.from({ length: fields }, (_, field) => (
        <div key={field} className={styles.skeleton}>
          <Skeleton width="120px" height="12px" borderRadius="var(--ds-radius-small)" isShimmering />
          <Skeleton width="100%" height="32px" borderRadius="var(--ds-radius-small)" isShimmering />
        </div>
      ))}
    </div>
  );
}
