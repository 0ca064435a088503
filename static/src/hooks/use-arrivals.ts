import { useEffect, useRef, useState } from 'react';
import { Lookout } from './lookout';

/** What is on the page. */
export interface Shown {
  /** The ids of the records; none where no records are shown. */
  readonly recordIds: readonly string[] | null;
  /** Whether a change of the issue was still to be looked at. */
  readonly pending: boolean;
}

/**
 * Keeps up with records that come to an issue by themselves: after a change of it, while one is still to be looked at,
 * and when the user comes back. Gives whether a change is still to be looked at. Without `shown` nothing is looked for.
 */
export function useArrivals(issueId: string, shown: Shown | null, onArrived: () => void): boolean {
  const [looked, setLooked] = useState<{ readonly shown: Shown | null; readonly pending: boolean }>({
    shown: null,
    pending: false,
  });
  const now = useRef({ shown, onArrived });
  /** What was told of already, and is about to be shown. */
  const coming = useRef<readonly string[] | null>(null);
  useEffect(() => {
    now.current = { shown, onArrived };
    coming.current = null;
  }, [shown, onArrived]);

  const [lookout, setLookout] = useState<Lookout | null>(null);
  const watching = shown !== null;
  useEffect(() => {
    if (!watching) return undefined;
    const made = new Lookout(issueId, ({ recordIds, pending }) => {
      const { shown: before, onArrived: tell } = now.current;
      setLooked({ shown: before, pending });
      const known = coming.current ?? before?.recordIds ?? null;
      const arrived = known !== null && before?.recordIds != null && !sameIds(known, recordIds);
      if (arrived) {
        coming.current = recordIds;
        tell();
      }
      return arrived;
    });
    setLookout(made);
    return () => made.end();
  }, [issueId, watching]);

  const told = shown?.pending === true;
  useEffect(() => {
    if (told) lookout?.beginUnlessBegun();
  }, [told, lookout]);
  // What a look has found counts until the page is shown anew.
  return shown !== null && looked.shown === shown ? looked.pending : told;
}

function sameIds(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some);
  return known.size === new Set(others).size && others.every((id) => known.has(id));
}
