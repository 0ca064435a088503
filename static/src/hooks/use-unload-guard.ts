import { useEffect } from 'react';

/** While it is `held`, the browser asks before the page is left or loaded again. */
export function useUnloadGuard(held: boolean): void {
  useEffect(() => {
    if (!held) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [held]);
}
