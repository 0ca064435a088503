import type { ReactNode } from 'react';
import styles from './parts.module.css';

/** Says that there is nothing, and what to do about it. */
export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p>
        {title}
        {hint !== undefined && <> {hint}</>}
      </p>
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
