import { useEffect, useRef } from 'react';

/** Calls `reload` when the epoch is another one than when it was loaded; none says that it does not matter now. */
export function useEpoch(epoch: number | null, reload: () => void): void {
  const loaded = useRef(epoch);
  useEffect(() => {
    if (epoch === null) return;
    if (loaded.current !== null && loaded.current !== epoch) reload();
    loaded.current = epoch;
  }, [epoch, reload]);
}
