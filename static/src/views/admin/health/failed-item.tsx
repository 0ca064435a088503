import Button from '@atlaskit/button/new';
import { useNow } from '../../../hooks/use-now';
import { useLocale } from '../../../locale/locale';
import type { FailedItem } from '../../../wire';
import { IssueLink } from '../parts/issue-link';
import styles from './health.module.css';
import { ageWords } from './words';

interface Props {
  readonly item: FailedItem;
  /** What was to be done. */
  readonly task: string;
  /** What it is called as a whole. */
  readonly name: string;
  readonly busy: boolean;
  readonly onRetry: () => void;
  readonly onDrop: () => void;
}

/** Something that has failed: what, since when, how often it was tried, and why. */
export function FailedItemRow({ item, task, name, busy, onRetry, onDrop }: Props) {
  const locale = useLocale();
  const { t, format, said } = locale;
  const now = useNow();
  const { issue, failure, attempts, sinceMs, atMs } = item;
  return (
    <li className={styles.item} data-work={item.key}>
      <div className={styles.about}>
        <span className={styles.name}>
          {task}
          {issue !== null && ' '}
        </span>
        {issue !== null && <IssueLink issue={issue} gone={t('failed.issueGone', { id: issue.id })} />}
        <p>{said(failure.text)}</p>
        <p className={styles.quiet}>
          {t('failed.since', { time: format.moment(sinceMs, now) })},{' '}
          {t('failed.tried', { count: attempts, age: ageWords(atMs, now, locale) })}
        </p>
      </div>
      <div className={styles.actions}>
        <Button spacing="compact" isDisabled={busy} aria-label={t('failed.retryOf', { name })} onClick={onRetry}>
          {t('failed.retry')}
        </Button>
        <Button
          spacing="compact"
          appearance="subtle"
          isDisabled={busy}
          aria-label={t('failed.dropOf', { name })}
          onClick={onDrop}
        >
          {t('failed.drop')}
        </Button>
      </div>
    </li>
  );
}
