import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure } from '../bridge/calls';

/** An issue type, and the keys of the projects that have it. */
export interface FoundIssueType {
  readonly id: string;
  readonly name: string;
  readonly projects: readonly string[];
}

export interface IssueTypes {
  /** By name. */
  readonly types: readonly FoundIssueType[];
  readonly loading: boolean;
  /** How many projects were looked at, when there are more; none when it was all of them. */
  readonly partial: number | null;
  readonly failure: PageFailure | null;
  readonly reload: () => void;
}

/** Pages of projects at most: a site may have thousands, and few issue types are theirs alone. */
const PAGES_MAX = 20;

type Found = Omit<IssueTypes, 'reload'>;

const NOTHING: Found = { types: [], loading: true, partial: null, failure: null };

/** The issue types of all the site's projects, each once. */
export function useIssueTypes(): IssueTypes {
  const [found, setFound] = useState<Found>(NOTHING);
  const latest = useRef(0);

  const ask = useCallback(async () => {
    const turn = ++latest.current;
    const next = await collect(() => turn === latest.current);
    if (turn === latest.current) setFound(next);
  }, []);

  useEffect(() => {
    void ask();
    return () => {
      latest.current += 1;
    };
  }, [ask]);

  const reload = useCallback(() => {
    setFound(NOTHING);
    void ask();
  }, [ask]);
  return { ...found, reload };
}

/** Goes through the projects, page by page, as long as it is wanted. */
async function collect(isWanted: () => boolean): Promise<Found> {
  const byId = new Map<string, { id: string; name: string; projects: string[] }>();
  const found = (partial: number | null, failure: PageFailure | null): Found => ({
    types: sorted(byId.values()),
    loading: false,
    partial,
    failure,
  });
  let startAt = 0;
  for (let page = 0; page < PAGES_MAX && isWanted(); page += 1) {
    const outcome = await call('jiraProjects', { query: null, startAt });
    if (outcome.kind === 'failed') return found(null, outcome.failure);
    const { projects, total } = outcome.view;
    for (const { key, issueTypes } of projects)
      for (const { id, name } of issueTypes) {
        const known = byId.get(id);
        if (known === undefined) byId.set(id, { id, name, projects: [key] });
        else known.projects.push(key);
      }
    startAt += projects.length;
    if (projects.length === 0 || startAt >= total) return found(null, null);
  }
  return found(startAt, null);
}

function sorted(types: Iterable<FoundIssueType>): readonly FoundIssueType[] {
  return [...types].sort((one, other) => one.name.localeCompare(other.name));
}
