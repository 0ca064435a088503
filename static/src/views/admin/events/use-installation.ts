import { useCallback, useEffect, useState } from 'react';
import { call, type PageFailure } from '../../../bridge/calls';
import type { InstallView } from '../../../wire';

export type Installation =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly failure: PageFailure }
  | InstallView;

const POLL_MS = 3_000;

/** Installs Weftline's side in an org, and asks how far it has come until it has ended. */
export function useInstallation(connection: string): {
  readonly state: Installation;
  readonly start: (objects: string[]) => Promise<void>;
} {
  const [state, setState] = useState<Installation>({ kind: 'idle' });
  const deployment = state.kind === 'running' ? state.deployment : null;

  useEffect(() => {
    if (deployment === null) return undefined;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const outcome = await call('installProgress', { connection, deployment });
      if (ended) return;
      if (outcome.kind === 'ok') {
        setState(outcome.view);
        if (outcome.view.kind !== 'running') return;
      } else if (!outcome.failure.retryable) {
        setState({ kind: 'failed', failure: outcome.failure });
        return;
      }
      timer = setTimeout(() => void ask(), POLL_MS);
    };
    timer = setTimeout(() => void ask(), POLL_MS);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [connection, deployment]);

  const start = useCallback(
    async (objects: string[]) => {
      setState({ kind: 'starting' });
      const outcome = await call('installSide', { connection, objects });
      setState(outcome.kind === 'ok' ? outcome.view : { kind: 'failed', failure: outcome.failure });
    },
    [connection],
  );
  return { state, start };
}
