import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useLocale } from '../../../locale/locale';
import styles from './rules.module.css';

interface Props {
  /** What the part is, for a screen reader. */
  readonly label: string;
  readonly text: string;
  /** Whether something is wrong with it. */
  readonly invalid?: boolean;
  readonly describedBy?: string;
  /** Whether it is edited as soon as it is there. */
  readonly startsOpen?: boolean;
  /** How it looks where it is no part of a sentence. */
  readonly className?: string;
  /** What edits it. It takes the focus by itself, and calls `close` when it is done. */
  readonly children: (close: () => void) => ReactNode;
}

/** A part of a sentence that can be edited in its place: a button, and while it is edited a control. */
export function Part({ label, text, invalid = false, describedBy, startsOpen = false, className, children }: Props) {
  const { t } = useLocale();
  const [state, setState] = useState<'open' | 'closed' | 'left'>(startsOpen ? 'open' : 'left');
  const button = useRef<HTMLButtonElement>(null);
  // When it was closed by its own control, the focus comes back; when by going elsewhere, it stays there.
  useEffect(() => {
    if (state === 'closed') button.current?.focus();
  }, [state]);
  const close = (): void => setState('closed');
  const onBlur = (event: FocusEvent<HTMLElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setState('left');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  if (state === 'open')
    return (
      <span className={styles.editor} onBlur={onBlur} onKeyDownCapture={onKeyDown}>
        {children(close)}
      </span>
    );
  return (
    <button
      ref={button}
      type="button"
      className={`${styles.part} ${className ?? ''}`}
      data-invalid={invalid || undefined}
      aria-label={t('rule.part.of', { part: label, value: text })}
      aria-describedby={describedBy}
      onClick={() => setState('open')}
    >
      {text}
    </button>
  );
}
