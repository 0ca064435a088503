import { createContext, useContext, useEffect, useId } from 'react';

/** Knows which parts of the page hold changes that are not saved. */
export interface Guard {
  readonly hold: (id: string) => void;
  readonly release: (id: string) => void;
}

export const GuardContext = createContext<Guard>({ hold: () => undefined, release: () => undefined });

/** While it is `held`, leaving the page asks first. */
export function useGuard(held: boolean): void {
  const guard = useContext(GuardContext);
  const id = useId();
  useEffect(() => {
    if (!held) return undefined;
    guard.hold(id);
    return () => guard.release(id);
  }, [guard, held, id]);
}
