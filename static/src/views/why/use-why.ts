import { useCallback, useEffect, useMemo, useState } from 'react';
import type { PageFailure } from '../../bridge/calls';
import { useAction } from '../../hooks/use-action';
import { useArrivals, type Shown } from '../../hooks/use-arrivals';
import { useIssueId } from '../../hooks/use-issue';
import { useView, type Loaded } from '../../hooks/use-view';
import type { WhyView } from '../../wire';

export interface Why {
  readonly loaded: Loaded<WhyView>;
  readonly reload: () => void;
  /** The rule that is being run again; none when none is. */
  readonly running: string | null;
  /** Whether a rule was run again in this dialog. */
  readonly ran: boolean;
  /** Why running a rule again did not work. */
  readonly failure: PageFailure | null;
  readonly run: (rule: string) => void;
}

/** Why something happened on the issue. While a change is still to be looked at, what comes of it is waited for. */
export function useWhy(): Why {
  const issueId = useIssueId();
  const { loaded, reload, replace } = useView('why', {});
  const again = useAction('runAgain');
  const [running, setRunning] = useState<string | null>(null);
  const [ran, setRan] = useState(false);
  const view = loaded.kind === 'ready' ? loaded.view : null;

  // An answer of its own for each view, so that a look belongs to what it was made for.
  const shown = useMemo<Shown | null>(() => (view === null ? null : { recordIds: null, pending: view.pending }), [view]);
  const pending = useArrivals(issueId, shown, reload);
  const told = view?.pending === true;
  useEffect(() => {
    if (told && !pending) reload();
  }, [told, pending, reload]);

  const { send } = again;
  const run = useCallback(
    (rule: string) => {
      setRunning(rule);
      void send({ rule }).then((outcome) => {
        setRunning(null);
        if (outcome?.kind !== 'ok') return;
        setRan(true);
        replace(outcome.view);
      });
    },
    [send, replace],
  );
  return { loaded, reload, running, ran, failure: again.failure, run };
}
