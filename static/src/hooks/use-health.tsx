import { createContext, useContext, useEffect, useRef, type ReactNode } from 'react';
import { useConnections } from './use-connections';
import { useAdminPlace } from './use-place';
import { useView, type ViewHandle } from './use-view';

const HealthContext = createContext<ViewHandle<'health'> | null>(null);

/** Asks how everything stands once for all pages of the admin page, and again whenever someone goes to another one or an org changes. */
export function HealthProvider({ children }: { children: ReactNode }) {
  const health = useView('health', {});
  const { reload } = health;
  const { page } = useAdminPlace();
  const connections = useConnections().loaded;
  const orgs = connections.kind === 'ready' ? connections.view.connections.map(({ id, state }) => `${id} ${state}`).join() : null;
  const seen = useRef({ page, orgs });
  useEffect(() => {
    const before = seen.current;
    seen.current = { page, orgs };
    // What was loaded at first was asked for at the same time.
    if (before.page !== page || (before.orgs !== null && before.orgs !== orgs)) reload();
  }, [page, orgs, reload]);
  return <HealthContext.Provider value={health}>{children}</HealthContext.Provider>;
}

/** How everything stands. */
export function useHealth(): ViewHandle<'health'> {
  const health = useContext(HealthContext);
  if (health === null) throw new Error('`useHealth` outside of the admin page');
  return health;
}
