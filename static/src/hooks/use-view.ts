import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type CallName, type Outcome, type PageFailure, type PayloadOf, type ViewOf } from '../bridge/calls';

/** What a page has of a view that it asked for. */
export type Loaded<View> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: PageFailure }
  | {
      readonly kind: 'ready';
      readonly view: View;
      /** It is being asked for again. */
      readonly refreshing: boolean;
      /** Why asking again did not work; the view is the one from before. */
      readonly trouble: PageFailure | null;
    };

export interface ViewHandle<Name extends CallName> {
  readonly loaded: Loaded<ViewOf<Name>>;
  readonly reload: () => void;
  /** Takes a view that another call has brought. */
  readonly replace: (view: ViewOf<Name>) => void;
}

/** Asks for a view when first shown, and on `reload`. Another payload is another view: give its component a key. */
export function useView<Name extends CallName>(name: Name, payload: PayloadOf<Name>): ViewHandle<Name> {
  const [loaded, setLoaded] = useState<Loaded<ViewOf<Name>>>({ kind: 'loading' });
  const latest = useRef(0);
  const key = JSON.stringify(payload);

  const ask = useCallback(async () => {
    const turn = ++latest.current;
    const outcome = await call(name, JSON.parse(key) as PayloadOf<Name>);
    // Only the answer to what was asked last counts.
    if (turn === latest.current) setLoaded((before) => after(before, outcome));
  }, [name, key]);

  useEffect(() => {
    void ask();
    return () => {
      latest.current += 1;
    };
  }, [ask]);

  const reload = useCallback(() => {
    setLoaded((before) => (before.kind === 'ready' ? { ...before, refreshing: true } : { kind: 'loading' }));
    void ask();
  }, [ask]);
  const replace = useCallback((view: ViewOf<Name>) => {
    latest.current += 1;
    setLoaded({ kind: 'ready', view, refreshing: false, trouble: null });
  }, []);
  return { loaded, reload, replace };
}

function after<View>(before: Loaded<View>, outcome: Outcome<View>): Loaded<View> {
  if (outcome.kind === 'ok') return { kind: 'ready', view: outcome.view, refreshing: false, trouble: null };
  if (before.kind === 'ready') return { ...before, refreshing: false, trouble: outcome.failure };
  return { kind: 'failed', failure: outcome.failure };
}
