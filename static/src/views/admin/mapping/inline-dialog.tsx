import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useEffect, useId, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useGuard } from '../../../hooks/use-guard';
import { useLocale } from '../../../locale/locale';
import styles from './mapping.module.css';

interface Props {
  readonly title: string;
  readonly confirm: string;
  /** Whether something would be lost by closing it. */
  readonly changed: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog below the row that it is about, and not over the page: Jira makes the frame as high as the page, so that what
 * lies over the page may be out of sight.
 */
export function InlineDialog({ title, confirm, changed, onConfirm, onCancel, children }: Props) {
  const { t } = useLocale();
  const id = useId();
  const dialog = useRef<HTMLDivElement>(null);
  useGuard(changed);
  useReturn();
  useEffect(() => {
    dialog.current?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    // An open menu takes the key for itself.
    const isOpenMenu = event.target instanceof Element && event.target.closest('[aria-expanded="true"]') !== null;
    if (event.key === 'Escape' && !isOpenMenu) onCancel();
  };
  return (
    <div
      ref={dialog}
      role="dialog"
      tabIndex={-1}
      aria-labelledby={id}
      className={styles.dialog}
      onKeyDownCapture={onKeyDown}
    >
      <div id={id}>
        <Heading size="small" as="h4">
          {title}
        </Heading>
      </div>
      {children}
      <div className={styles.dialogButtons}>
        <Button appearance="primary" onClick={onConfirm}>
          {confirm}
        </Button>
        <Button appearance="subtle" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </div>
    </div>
  );
}

/** When it goes, the focus goes back where it came from. */
function useReturn(): void {
  useLayoutEffect(() => {
    const opener = document.activeElement;
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
}
