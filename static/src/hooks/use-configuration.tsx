import { createContext, useContext, type ReactNode } from 'react';
import type { ConfigurationView } from '../wire';
import { useView, type ViewHandle } from './use-view';

const ConfigurationContext = createContext<ViewHandle<'configuration'> | null>(null);

/** Loads the configuration once for all pages of the admin page. */
export function ConfigurationProvider({ children }: { children: ReactNode }) {
  return <ConfigurationContext.Provider value={useView('configuration', {})}>{children}</ConfigurationContext.Provider>;
}

/** What is configured, as far as it is loaded; `replace` takes what a save has brought. */
export function useConfiguration(): ViewHandle<'configuration'> {
  const configuration = useContext(ConfigurationContext);
  if (configuration === null) throw new Error('`useConfiguration` outside of the admin page');
  return configuration;
}

/** What is configured, for what is shown only when it is loaded: within `ConfigurationGate`. */
export function useConfigured(): ConfigurationView {
  const { loaded } = useConfiguration();
  if (loaded.kind !== 'ready') throw new Error('`useConfigured` before the configuration is loaded');
  return loaded.view;
}
