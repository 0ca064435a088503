import { useLayoutEffect, useRef } from 'react';

/** How far Atlaskit keeps a dialog from the frame's top and bottom. */
const EDGE_PX = 60;

/** Less than this no dialog can do with. */
const LEAST_PX = 240;

/** Less than this there always is where the whole frame is in sight, for then more may be in sight than the frame. */
const ROOMY_PX = 480;

/**
 * Within a dialog: brings it to where the user is. Jira makes the frame as high as the page and scrolls around it, so
 * that the top of the frame, where dialogs open, may be out of sight. What is in sight only an observer is told.
 */
export function DialogPlace() {
  const mark = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const dialog = mark.current?.closest<HTMLElement>('[role="dialog"], [role="alertdialog"]') ?? null;
    if (dialog === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect();
      if (entry === undefined) return;
      const { top, height } = entry.intersectionRect;
      if (height === 0) return;
      const whole = height >= window.innerHeight - 1;
      const room = Math.max(height - 2 * EDGE_PX, whole ? ROOMY_PX : LEAST_PX);
      // What grows within the dialog scrolls there, instead of pushing its buttons out of sight with the frame.
      dialog.style.maxHeight = `${room}px`;
      if (whole) return;
      dialog.style.position = 'relative';
      dialog.style.top = `${Math.max(0, Math.min(top, window.innerHeight - room - 2 * EDGE_PX))}px`;
    });
    observer.observe(document.documentElement);
    return () => observer.disconnect();
  }, []);
  return <span ref={mark} hidden />;
}
