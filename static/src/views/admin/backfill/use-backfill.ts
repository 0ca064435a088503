import { useCallback, useEffect, useState } from 'react';
import { call, type Outcome, type PageFailure, type ViewOf } from '../../../bridge/calls';
import { saveFile } from '../../../bridge/files';
import { useView, type ViewHandle } from '../../../hooks/use-view';
import type { BackfillJobView } from '../../../wire';

/** How often a job that is under way is looked at. */
const LOOK_MS = 2_000;

/** Whether a job changes by itself. */
export function isUnderWay({ brief: { phase }, paused, cancelling }: BackfillJobView): boolean {
  return (phase === 'looking' || phase === 'running') && (!paused || cancelling);
}

/** The backfills; looked at again and again while one is under way. */
export function useBackfill(): ViewHandle<'backfill'> {
  const backfill = useView('backfill', {});
  const { loaded, reload } = backfill;
  const moves = loaded.kind === 'ready' && !loaded.refreshing && loaded.view.job !== null && isUnderWay(loaded.view.job);
  useEffect(() => {
    if (!moves) return undefined;
    const timer = setTimeout(reload, LOOK_MS);
    return () => clearTimeout(timer);
  }, [moves, loaded, reload]);
  return backfill;
}

/** Gives a job's report as a file: all parts of it, or none. */
export function useReport(jobId: string): {
  readonly downloading: boolean;
  readonly failure: PageFailure | null;
  readonly download: () => void;
} {
  const [downloading, setDownloading] = useState(false);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  const run = useCallback(async () => {
    setDownloading(true);
    setFailure(null);
    const parts: string[] = [];
    let after: number | null = null;
    do {
      const outcome: Outcome<ViewOf<'backfillReport'>> = await call('backfillReport', { jobId, after });
      if (outcome.kind === 'failed') {
        setFailure(outcome.failure);
        setDownloading(false);
        return;
      }
      parts.push(outcome.view.csv);
      after = outcome.view.after;
    } while (after !== null);
    setDownloading(false);
    saveFile('weftline-backfill.csv', parts, 'text/csv');
  }, [jobId]);
  return { downloading, failure, download: () => void run() };
}
