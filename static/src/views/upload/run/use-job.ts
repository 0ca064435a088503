import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure } from '../../../bridge/calls';
import type { BulkJobView } from '../../../wire';
import { isMoving } from '../brief-words';

type Cadence = readonly { readonly asks: number; readonly everyMs: number }[];

/** How often is asked while someone waits for it: seldom for what takes long. */
const WAITED_FOR: Cadence = [
  { asks: 30, everyMs: 2_000 },
  { asks: 120, everyMs: 5_000 },
  { asks: Infinity, everyMs: 15_000 },
];

/** How often where it stands beside something else, for everybody who looks at the issue. */
const ASIDE: Cadence = [
  { asks: 1, everyMs: 2_000 },
  { asks: 60, everyMs: 10_000 },
  { asks: Infinity, everyMs: 30_000 },
];

export interface JobHandle {
  /** None until it was read once. */
  readonly job: BulkJobView | null;
  /** Why it could not be read when it was asked for last. */
  readonly trouble: PageFailure | null;
  /** Takes what another call has brought. */
  readonly replace: (job: BulkJobView) => void;
  /** Asks now. */
  readonly ask: () => void;
}

/** A job, asked for again and again as long as it moves and the page is in sight. */
export function useJob(jobId: string, first: BulkJobView | null, aside = false): JobHandle {
  const cadence = aside ? ASIDE : WAITED_FOR;
  const [job, setJob] = useState(first);
  const [trouble, setTrouble] = useState<PageFailure | null>(null);
  const latest = useRef(0);
  const asks = useRef(0);

  const ask = useCallback(async (): Promise<void> => {
    const turn = ++latest.current;
    let outcome = await call('bulkJob', { jobId, problems: false });
    // The list is wanted once, when someone has to decide.
    if (outcome.kind === 'ok' && wantsProblems(outcome.view)) outcome = await call('bulkJob', { jobId, problems: true });
    if (turn !== latest.current) return;
    if (outcome.kind === 'ok') setJob(outcome.view);
    setTrouble(outcome.kind === 'ok' ? null : outcome.failure);
  }, [jobId]);
  const replace = useCallback((next: BulkJobView) => {
    latest.current += 1;
    asks.current = 0;
    setTrouble(null);
    setJob(next);
  }, []);

  const moving = job === null ? trouble === null || trouble.retryable : isMoving(job.brief.phase) || job.cancelling;
  const incomplete = job !== null && wantsProblems(job);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const next = (waitMs: number): void => {
      clearTimeout(timer);
      if (ended || document.hidden) return;
      timer = setTimeout(() => {
        asks.current += 1;
        void ask().finally(() => moving && next(everyMs(asks.current, cadence)));
      }, waitMs);
    };
    const onSight = (): void => {
      if (!document.hidden && moving) next(0);
    };
    if (moving || incomplete) next(job === null || incomplete ? 0 : everyMs(asks.current, cadence));
    document.addEventListener('visibilitychange', onSight);
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSight);
    };
    // Each answer sets its own timer; a new object for the same state begins nothing anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ask, moving, incomplete, cadence]);
  useEffect(
    () => () => {
      latest.current += 1;
    },
    [],
  );
  return { job, trouble, replace, ask: useCallback(() => void ask(), [ask]) };
}

function everyMs(asked: number, cadence: Cadence): number {
  let left = asked;
  for (const { asks, everyMs: each } of cadence) {
    if (left < asks) return each;
    left -= asks;
  }
  return 15_000;
}

function wantsProblems({ brief, problems, problemsCount }: BulkJobView): boolean {
  return brief.phase === 'checked' && problems.length === 0 && problemsCount > 0;
}
