import { createContext, useContext, type ReactNode } from 'react';

/** The id of the issue on whose page this frame is; empty elsewhere. Used only to tell frames of one issue from others. */
const IssueContext = createContext('');

export function IssueProvider({ issue, children }: { issue: unknown; children: ReactNode }) {
  const id = typeof issue === 'object' && issue !== null && 'id' in issue ? String(issue.id) : '';
  return <IssueContext.Provider value={id}>{children}</IssueContext.Provider>;
}

export function useIssueId(): string {
  return useContext(IssueContext);
}
