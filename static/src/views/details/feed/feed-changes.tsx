import ArrowIcon from '@atlaskit/icon/core/arrow-right';
import { useLocale } from '../../../locale/locale';
import { VisuallyHidden } from '../../../parts/visually-hidden';
import type { FeedChange } from '../../../wire';
import styles from './feed.module.css';

/** Changed fields: what each was and what it became, as far as Salesforce tells. */
export function FeedChanges({ changes }: { changes: readonly FeedChange[] }) {
  const { t } = useLocale();
  if (changes.length === 0) return null;
  return (
    <ul className={styles.changes}>
      {changes.map(({ label, before, after }, index) => (
        <li key={index} className={styles.change}>
          <bdi className={styles.field}>{label}</bdi>
          {before === null && after === null ? (
            <span>{t('feed.fieldChanged')}</span>
          ) : (
            <>
              <VisuallyHidden>{t('feed.from', { before: before ?? t('feed.noValue') })}</VisuallyHidden>
              <bdi className={before === null ? undefined : styles.before} aria-hidden="true">
                {before ?? t('feed.noValue')}
              </bdi>
              <ArrowIcon label="" size="small" />
              <VisuallyHidden>{t('feed.to', { after: after ?? t('feed.noValue') })}</VisuallyHidden>
              <bdi aria-hidden="true">{after ?? t('feed.noValue')}</bdi>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
