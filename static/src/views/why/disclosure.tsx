import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import ChevronRightIcon from '@atlaskit/icon/core/chevron-right';
import { useId, useState, type ReactNode } from 'react';
import styles from './why.module.css';

interface Props {
  readonly title: ReactNode;
  /** What stands below the title, open or not. */
  readonly about: ReactNode;
  readonly aside?: ReactNode;
  readonly open?: boolean;
  readonly children: ReactNode;
}

/** A sentence that opens to what is behind it. */
export function Disclosure({ title, about, aside, open: preset = false, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(preset);
  return (
    <div className={styles.item}>
      <div className={styles.head}>
        <h3 className={styles.title}>
          <button
            type="button"
            className={styles.opener}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <span className={styles.chevron}>{open ? <ChevronDownIcon label="" /> : <ChevronRightIcon label="" />}</span>
            <span>{title}</span>
          </button>
        </h3>
        {aside}
      </div>
      <div className={styles.about}>{about}</div>
      <div id={id} hidden={!open} className={styles.inside}>
        {open && children}
      </div>
    </div>
  );
}
