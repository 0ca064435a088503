import { useCallback, useEffect, useRef, useState } from 'react';
import type { Outcome, PageFailure } from '../bridge/calls';

/** One page of a long list, and what came with it. */
export interface Page<Row, Head> {
  readonly rows: readonly Row[];
  /** Where the next page begins; none when there is none. */
  readonly after: string | null;
  readonly head: Head;
}

/** What is known of a long list. */
export type Paged<Row, Head> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: PageFailure }
  | {
      readonly kind: 'ready';
      readonly rows: readonly Row[];
      readonly after: string | null;
      /** What came with the first page. */
      readonly head: Head;
      /** Why the first page could not be read again, or the next one. */
      readonly trouble: PageFailure | null;
      readonly loadingMore: boolean;
    };

export interface Pages<Row, Head> {
  readonly paged: Paged<Row, Head>;
  /** Reads the list anew. What is there is shown until the answer. */
  readonly reload: () => void;
  /** Reads the next page, unless it is being read or there is none. */
  readonly more: () => void;
  /** Reads the next page after it could not be read. */
  readonly moreAgain: () => void;
  /** Puts rows in front: what has just been made. */
  readonly prepend: (rows: readonly Row[]) => void;
  /** Changes rows in place. */
  readonly change: (change: (row: Row) => Row) => void;
}

/** A list that is read a page at a time. `ask` has to be stable; rows are told apart by `keyOf`. */
export function usePages<Row, Head>(
  ask: (after: string | null) => Promise<Outcome<Page<Row, Head>>>,
  keyOf: (row: Row) => string,
): Pages<Row, Head> {
  const [paged, setPaged] = useState<Paged<Row, Head>>({ kind: 'loading' });
  /** Which reading of the list counts: answers of those before it are too late. */
  const reading = useRef(0);
  const asking = useRef<string | null>(null);

  const first = useCallback(async () => {
    const own = ++reading.current;
    asking.current = null;
    const outcome = await ask(null);
    if (own !== reading.current) return;
    setPaged((before) => {
      if (outcome.kind === 'ok') return { kind: 'ready', ...outcome.view, trouble: null, loadingMore: false };
      if (before.kind === 'ready') return { ...before, trouble: outcome.failure };
      return { kind: 'failed', failure: outcome.failure };
    });
  }, [ask]);

  useEffect(() => {
    void first();
    return () => {
      reading.current += 1;
    };
  }, [first]);

  const reload = useCallback(() => {
    setPaged((before) => (before.kind === 'ready' ? before : { kind: 'loading' }));
    void first();
  }, [first]);

  const next = useCallback(
    async (after: string) => {
      if (asking.current === after) return;
      asking.current = after;
      const own = reading.current;
      setPaged((before) => (before.kind === 'ready' ? { ...before, loadingMore: true, trouble: null } : before));
      const outcome = await ask(after);
      if (own !== reading.current) return;
      asking.current = null;
      setPaged((before) => {
        if (before.kind !== 'ready') return before;
        if (outcome.kind === 'failed') return { ...before, loadingMore: false, trouble: outcome.failure };
        // What came in since has moved the pages by some rows.
        const known = new Set(before.rows.map(keyOf));
        const rows = [...before.rows, ...outcome.view.rows.filter((row) => !known.has(keyOf(row)))];
        return { ...before, rows, after: outcome.view.after, loadingMore: false };
      });
    },
    [ask, keyOf],
  );
  const moreAgain = useCallback(() => {
    if (paged.kind === 'ready' && paged.after !== null && !paged.loadingMore) void next(paged.after);
  }, [next, paged]);
  const more = useCallback(() => {
    // After a failure someone has to say so: else the end of the list would ask for ever.
    if (paged.kind === 'ready' && paged.trouble === null) moreAgain();
  }, [moreAgain, paged]);
  const prepend = useCallback(
    (rows: readonly Row[]) => {
      const made = new Set(rows.map(keyOf));
      setPaged((before) =>
        before.kind === 'ready' ? { ...before, rows: [...rows, ...before.rows.filter((row) => !made.has(keyOf(row)))] } : before,
      );
    },
    [keyOf],
  );
  const change = useCallback((changed: (row: Row) => Row) => {
    setPaged((before) => (before.kind === 'ready' ? { ...before, rows: before.rows.map(changed) } : before));
  }, []);
  return { paged, reload, more, moreAgain, prepend, change };
}
