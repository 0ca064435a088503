import { useCallback, useRef, useState } from 'react';
import { call, type CallName, type Outcome, type PageFailure, type PayloadOf, type ViewOf } from '../bridge/calls';

export interface Action<Name extends CallName> {
  readonly sending: boolean;
  readonly failure: PageFailure | null;
  /** Sends, unless it is sending already: then nothing happens and there is no outcome. */
  readonly send: (payload: PayloadOf<Name>) => Promise<Outcome<ViewOf<Name>> | null>;
  readonly clear: () => void;
}

/** A call that changes something, sent when the user says so. */
export function useAction<Name extends CallName>(name: Name): Action<Name> {
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<PageFailure | null>(null);
  // A second click may come before React has shown the first one's effect.
  const busy = useRef(false);

  const send = useCallback(
    async (payload: PayloadOf<Name>) => {
      if (busy.current) return null;
      busy.current = true;
      setSending(true);
      setFailure(null);
      const outcome = await call(name, payload);
      busy.current = false;
      setSending(false);
      if (outcome.kind === 'failed') setFailure(outcome.failure);
      return outcome;
    },
    [name],
  );
  const clear = useCallback(() => setFailure(null), []);
  return { sending, failure, send, clear };
}
