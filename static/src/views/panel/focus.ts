let last: Element | null = null;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element) last = target;
});

/**
 * Puts the focus where it was before a dialog took it. A frame forgets what was focused in it as soon as another has
 * the focus, so it is noted here; when that is gone (a menu's entry), the focus goes to the panel's heading.
 */
export function focusBack(): void {
  window.focus();
  const target = last?.isConnected === true ? last : document.querySelector('h1');
  if (target instanceof HTMLElement) target.focus();
}
