import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure, type PayloadOf } from '../../../bridge/calls';
import { openOutside } from '../../../bridge/outside';
import { useAction } from '../../../hooks/use-action';
import type { ConnectionView, LoginView } from '../../../wire';

export type LoginState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly login: LoginView }
  | { readonly kind: 'failed'; readonly failure: PageFailure };

export interface Login {
  readonly state: LoginState;
  /** The login is being begun. */
  readonly beginning: boolean;
  readonly begin: (payload: PayloadOf<'beginLogin'>) => Promise<void>;
  /** Opens Salesforce's page again, for who has closed it or whose browser has held it back. */
  readonly openAgain: () => void;
  readonly cancel: () => void;
}

const POLL_MS = 3_000;

/** A login to Salesforce: it is begun here, goes on in another tab, and is asked for until it has ended. */
export function useLogin(onConnected: (view: ConnectionView, id: string) => void): Login {
  const { sending, send } = useAction('beginLogin');
  const [state, setState] = useState<LoginState>({ kind: 'idle' });
  const connected = useRef(onConnected);
  useEffect(() => {
    connected.current = onConnected;
  }, [onConnected]);

  const waitingFor = state.kind === 'waiting' ? state.login.state : null;
  useEffect(() => {
    if (waitingFor === null) return undefined;
    let ended = false;
    let asking = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      if (asking) return;
      asking = true;
      clearTimeout(timer);
      const outcome = await call('finishLogin', { state: waitingFor });
      asking = false;
      if (ended) return;
      if (outcome.kind === 'ok' && outcome.view.kind === 'connected') {
        setState({ kind: 'idle' });
        connected.current(outcome.view.connection, outcome.view.id);
      } else if (outcome.kind === 'failed' && !outcome.failure.retryable) {
        setState({ kind: 'failed', failure: outcome.failure });
      } else {
        timer = setTimeout(() => void ask(), POLL_MS);
      }
    };
    timer = setTimeout(() => void ask(), POLL_MS);
    // Whoever comes back from the other tab does not wait for the next turn.
    const onFocus = (): void => void ask();
    window.addEventListener('focus', onFocus);
    return () => {
      ended = true;
      clearTimeout(timer);
      window.removeEventListener('focus', onFocus);
    };
  }, [waitingFor]);

  const begin = useCallback(
    async (payload: PayloadOf<'beginLogin'>) => {
      setState({ kind: 'idle' });
      const outcome = await send(payload);
      if (outcome?.kind === 'failed') setState({ kind: 'failed', failure: outcome.failure });
      if (outcome?.kind !== 'ok') return;
      setState({ kind: 'waiting', login: outcome.view });
      await openOutside(outcome.view.authorizeUrl);
    },
    [send],
  );
  const openAgain = (): void => {
    if (state.kind === 'waiting') void openOutside(state.login.authorizeUrl);
  };
  const cancel = useCallback(() => setState({ kind: 'idle' }), []);
  return { state, beginning: sending, begin, openAgain, cancel };
}
