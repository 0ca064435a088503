import { createContext, useContext, type ReactNode } from 'react';
import { useView, type ViewHandle } from './use-view';

const ConnectionsContext = createContext<ViewHandle<'connection'> | null>(null);

/** Loads the connections once for all pages of the admin page. */
export function ConnectionsProvider({ children }: { children: ReactNode }) {
  return <ConnectionsContext.Provider value={useView('connection', {})}>{children}</ConnectionsContext.Provider>;
}

/** The connected orgs. */
export function useConnections(): ViewHandle<'connection'> {
  const connections = useContext(ConnectionsContext);
  if (connections === null) throw new Error('`useConnections` outside of the admin page');
  return connections;
}
