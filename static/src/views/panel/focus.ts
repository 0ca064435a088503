let last: Element | null = null;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element) last = target;
});

/** The panel's heading takes the focus when what had it is gone: the empty panel's button, a record that was unlinked. */
export function keepFocus(): void {
  const lost = document.hasFocus() && document.activeElement === document.body && last !== null && !last.isConnected;
  if (lost) document.querySelector('h1')?.focus();
}

/** Jira takes its dialog away after it has told of the closing, and moves the focus as it does. */
const AGAIN_AT_MS = [50, 200];

/**
 * Puts the focus where it was before a dialog took it. A frame forgets what was focused in it as soon as another has
 * the focus, so it is noted here; when that is gone (a menu's entry), the focus goes to the panel's heading.
 */
export function focusBack(): void {
  const before = last;
  const focus = (): void => {
    const target = before?.isConnected === true ? before : document.querySelector('h1');
    if (target instanceof HTMLElement) target.focus();
  };
  window.focus();
  focus();
  for (const delayMs of AGAIN_AT_MS) {
    setTimeout(() => {
      // Where the user has moved on since, in this frame or to another, the focus stays.
      if (document.hasFocus() && document.activeElement === document.body) focus();
    }, delayMs);
  }
}
