import { useEffect, useRef, type ReactNode } from 'react';
import { IconButton } from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import CloseIcon from '@atlaskit/icon/core/cross';
import { closeDialog } from '../bridge/dialogs';
import { useLocale } from '../locale/locale';
import styles from './dialog-frame.module.css';

interface Props {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly headerActions?: ReactNode;
  readonly footer: ReactNode;
  /** While something is being sent, the dialog cannot be closed: its outcome would be lost. */
  readonly busy?: boolean;
  /** Whether parts of the body scroll, each by itself, instead of the body as a whole. */
  readonly filled?: boolean;
  /** What closing does; closes when nothing is said. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A dialog's frame: title, body that scrolls, footer. Escape closes it. */
export function DialogFrame({ title, subtitle, headerActions, footer, busy = false, filled = false, onClose = close, children }: Props) {
  const { t } = useLocale();
  const heading = useRef<HTMLDivElement>(null);
  useEscape(busy, onClose);
  useEffect(() => {
    // A body that has focused a field of its own keeps the focus.
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className={styles.frame}>
      <header className={styles.header}>
        <div ref={heading} tabIndex={-1} className={styles.title}>
          <Heading size="medium" as="h1">
            {title}
          </Heading>
          {subtitle !== undefined && <div className={styles.subtitle}>{subtitle}</div>}
        </div>
        <div className={styles.headerActions}>
          {headerActions}
          <IconButton
            icon={CloseIcon}
            label={t('action.close')}
            appearance="subtle"
            isDisabled={busy}
            onClick={onClose}
          />
        </div>
      </header>
      <div className={filled ? `${styles.body} ${styles.filled}` : styles.body}>{children}</div>
      <footer className={styles.footer}>{footer}</footer>
    </main>
  );
}

function close(): void {
  void closeDialog();
}

/** What has opened a menu, or is in one, or has a use of its own for the key. What only opens a part of the page is not meant. */
const OPEN_MENU =
  '[aria-haspopup][aria-expanded="true"], [role="combobox"][aria-expanded="true"], [role="menu"], [data-own-escape]';

function useEscape(busy: boolean, onClose: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // An open menu takes the key for itself; it is asked for before the menu has heard the key and closed.
      const menuIsOpen = event.target instanceof Element && event.target.closest(OPEN_MENU) !== null;
      if (event.key === 'Escape' && !menuIsOpen && !busy) onClose();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [busy, onClose]);
}
