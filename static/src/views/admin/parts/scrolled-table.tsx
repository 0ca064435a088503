import type { ReactNode } from 'react';
import styles from './parts.module.css';

interface Props {
  readonly label: string;
  /** What its columns are called. */
  readonly heads: readonly string[];
  /** Its rows. */
  readonly children: ReactNode;
}

/** A table that scrolls where it is too wide, by keyboard too. */
export function ScrolledTable({ label, heads, children }: Props) {
  return (
    <div className={styles.scroll} role="region" tabIndex={0} aria-label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
