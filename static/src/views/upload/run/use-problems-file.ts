import { useCallback, useRef, useState } from 'react';
import { call, type Outcome, type PageFailure } from '../../../bridge/calls';
import { saveFile } from '../../../bridge/files';
import type { BulkProblemsView } from '../../../wire';

export interface ProblemsFile {
  readonly fetching: boolean;
  readonly failure: PageFailure | null;
  readonly fetch: () => Promise<void>;
}

/** All problems of a job as a CSV file, which comes in parts. */
export function useProblemsFile(jobId: string, name: string): ProblemsFile {
  const [fetching, setFetching] = useState(false);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  const busy = useRef(false);
  const fetch = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    setFetching(true);
    setFailure(null);
    const parts: string[] = [];
    let after: string | null = null;
    do {
      const outcome: Outcome<BulkProblemsView> = await call('bulkProblems', { jobId, after });
      if (outcome.kind === 'failed') {
        setFailure(outcome.failure);
        break;
      }
      parts.push(outcome.view.csv);
      ({ after } = outcome.view);
      if (after === null) saveFile(`${name.replace(/\.csv$/i, '')}-problems.csv`, parts, 'text/csv;charset=utf-8');
    } while (after !== null);
    busy.current = false;
    setFetching(false);
  }, [jobId, name]);
  return { fetching, failure, fetch };
}
