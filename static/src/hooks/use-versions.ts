import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type Outcome, type PageFailure } from '../bridge/calls';
import type { VersionRow, VersionsView } from '../wire';

export interface Versions {
  /** Newest first. */
  readonly versions: readonly VersionRow[];
  /** Whether there are older ones. */
  readonly more: boolean;
  readonly loading: boolean;
  readonly failure: PageFailure | null;
  readonly reload: () => void;
  readonly loadMore: () => void;
}

/** The configuration's versions, page by page. */
export function useVersions(): Versions {
  const [found, setFound] = useState<{ versions: readonly VersionRow[]; more: boolean }>({ versions: [], more: false });
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  const latest = useRef(0);

  const take = useCallback((outcome: Outcome<VersionsView>, before: readonly VersionRow[]) => {
    setLoading(false);
    if (outcome.kind === 'failed') setFailure(outcome.failure);
    else setFound({ versions: [...before, ...outcome.view.versions], more: outcome.view.more });
  }, []);
  useEffect(() => {
    const turn = ++latest.current;
    void call('versions', { before: null }).then((outcome) => {
      if (turn === latest.current) take(outcome, []);
    });
    return () => {
      latest.current += 1;
    };
  }, [take]);

  const load = useCallback(
    async (before: readonly VersionRow[]) => {
      const turn = ++latest.current;
      setLoading(true);
      setFailure(null);
      const outcome = await call('versions', { before: before.at(-1)?.version ?? null });
      if (turn === latest.current) take(outcome, before);
    },
    [take],
  );
  const reload = useCallback(() => void load([]), [load]);
  const loadMore = useCallback(() => void load(found.versions), [load, found.versions]);
  return { ...found, loading, failure, reload, loadMore };
}
