import WarningIcon from '@atlaskit/icon/core/status-warning';
import type { ReactNode } from 'react';
import styles from './panel.module.css';

interface Props {
  readonly title: string;
  /** What there is to say beside, sentence by sentence. */
  readonly children: ReactNode;
  /** What can be done. */
  readonly action: ReactNode;
}

/** Something to know above the records, small enough for the narrow panel. */
export function Notice({ title, children, action }: Props) {
  return (
    <div className={styles.notice}>
      <span className={styles.noticeIcon}>
        <WarningIcon label="" color="currentColor" />
      </span>
      <div className={styles.noticeText}>
        <p>
          <strong>{title}</strong>
        </p>
        {children}
        {action !== null && <div className={styles.noticeAction}>{action}</div>}
      </div>
    </div>
  );
}
