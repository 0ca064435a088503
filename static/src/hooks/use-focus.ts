import { useEffect, useRef, type RefObject } from 'react';

/** Takes the focus when it appears: for what takes the place of the control that was used. */
export function useFocusHere<Element extends HTMLElement>(when = true): RefObject<Element> {
  const here = useRef<Element>(null);
  useEffect(() => {
    if (when) here.current?.focus();
  }, [when]);
  return here;
}

/** Gives the focus back to a control when what it had opened is closed. */
export function useFocusBack<Element extends HTMLElement>(open: boolean): RefObject<Element> {
  const back = useRef<Element>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) back.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return back;
}
