import type { ReactNode } from 'react';
import styles from '../upload.module.css';

interface Figure {
  readonly key: string;
  readonly label: string;
  readonly value: ReactNode;
}

/** A few numbers, each with its name. */
export function Numbers({ numbers }: { numbers: readonly Figure[] }) {
  return (
    <dl className={styles.numbers}>
      {numbers.map(({ key, label, value }) => (
        <div key={key} data-number={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
