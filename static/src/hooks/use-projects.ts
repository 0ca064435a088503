import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure } from '../bridge/calls';
import type { JiraProject } from '../wire';

/** Long enough that a fast typist makes one call a word, not one a letter. */
const PAUSE_MS = 300;

export interface Projects {
  /** What is found so far, in Jira's order. */
  readonly projects: readonly JiraProject[];
  readonly total: number;
  readonly loading: boolean;
  readonly failure: PageFailure | null;
  readonly search: (text: string) => void;
  readonly more: () => void;
  readonly again: () => void;
}

/** The site's projects, found by a part of their name or key, page by page. Only the answer to what was asked last counts. */
export function useProjects(): Projects {
  const [found, setFound] = useState<{ projects: readonly JiraProject[]; total: number }>({ projects: [], total: 0 });
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  const latest = useRef(0);
  const query = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const ask = useCallback(async (before: readonly JiraProject[]) => {
    const turn = ++latest.current;
    const text = query.current.trim();
    const outcome = await call('jiraProjects', { query: text === '' ? null : text, startAt: before.length });
    if (turn !== latest.current) return;
    setLoading(false);
    if (outcome.kind === 'failed') {
      setFailure(outcome.failure);
      return;
    }
    const { projects, total } = outcome.view;
    // A project that was made meanwhile moves the others along.
    const known = new Set(before.map(({ id }) => id));
    setFound({ projects: [...before, ...projects.filter(({ id }) => !known.has(id))], total });
  }, []);

  useEffect(() => {
    void ask([]);
    return () => {
      latest.current += 1;
      clearTimeout(timer.current);
    };
  }, [ask]);

  const start = useCallback(
    (before: readonly JiraProject[], pauseMs: number) => {
      clearTimeout(timer.current);
      latest.current += 1;
      setLoading(true);
      setFailure(null);
      timer.current = setTimeout(() => void ask(before), pauseMs);
    },
    [ask],
  );
  const search = useCallback(
    (text: string) => {
      query.current = text;
      start([], PAUSE_MS);
    },
    [start],
  );
  const more = useCallback(() => start(found.projects, 0), [start, found.projects]);
  return { ...found, loading, failure, search, more, again: more };
}
