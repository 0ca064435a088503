import type { ReactNode } from 'react';
import styles from './parts.module.css';

/** There for a screen reader, not for the eye. */
export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className={styles.visuallyHidden}>{children}</span>;
}
