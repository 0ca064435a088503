import { useLayoutEffect, useRef } from 'react';

/** What a dialog may grow to after it was opened. */
const ROOM_PX = 640;

/** How far above what opened it a dialog begins, and how far it stays from the frame's edges. */
const ABOVE_PX = 160;
const EDGE_PX = 60;

/**
 * Within a dialog: brings it to what opened it. Jira makes the frame as high as the page and scrolls around it, so that
 * the top of the frame, where dialogs open, may be out of sight.
 */
export function DialogPlace() {
  const mark = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const dialog = mark.current?.closest<HTMLElement>('[role="dialog"], [role="alertdialog"]') ?? null;
    // Nothing within the dialog has the focus yet.
    const opener = document.activeElement;
    const scrolls = document.documentElement.scrollHeight > window.innerHeight + 1;
    if (dialog === null || opener === null || opener === document.body || dialog.contains(opener) || scrolls) return;
    const wanted = opener.getBoundingClientRect().top - ABOVE_PX - EDGE_PX;
    const most = window.innerHeight - Math.max(dialog.offsetHeight, ROOM_PX) - 2 * EDGE_PX;
    const top = Math.min(wanted, most);
    if (top <= 0) return;
    dialog.style.position = 'relative';
    dialog.style.top = `${top}px`;
    // It may grow further than foreseen: its body scrolls then, and its buttons stay in the frame.
    dialog.style.maxHeight = `calc(100vh - ${top + 2 * EDGE_PX}px)`;
  }, []);
  return <span ref={mark} hidden />;
}
