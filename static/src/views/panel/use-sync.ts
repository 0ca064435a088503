import { useCallback, useEffect, useRef, useState } from 'react';
import { showFailure } from '../../bridge/outside';
import { isMoving, SyncWatch } from '../../hooks/sync-watch';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import { failureWords } from '../../parts/failure-words';
import type { PanelView, SyncStateView } from '../../wire';
import { recordCount } from './listed-records';

/** How the issue and its records stand, and what this user can do about it. */
export interface Sync {
  /** None while nothing is linked, or Weftline does nothing here. */
  readonly state: SyncStateView | null;
  /** Whether it is being asked for. */
  readonly asking: boolean;
  /** Has the issue and its records brought in step; none when this user may not. */
  readonly now: (() => void) | null;
  /** Something was done that is carried out behind the page: it is asked what comes of it. */
  readonly follow: () => void;
}

/**
 * Keeps up with how the issue and its records stand. `onMoved` is told when values may have changed, `onTold` when only
 * what is stored of the issue has.
 */
export function useSync(issueId: string, view: PanelView | null, onMoved: () => void, onTold: () => void): Sync {
  const locale = useLocale();
  const { sending, send } = useAction('syncNow');
  /** What was heard since the panel was read. */
  const [heard, setHeard] = useState<{ readonly of: SyncStateView; readonly state: SyncStateView } | null>(null);
  const read = view === null || view.idle !== null || recordCount(view) === 0 ? null : view.sync;
  const state = read === null ? null : heard?.of === read ? heard.state : read;

  const latest = useRef({ read, state, onMoved, onTold });
  useEffect(() => {
    latest.current = { read, state, onMoved, onTold };
  });
  const hear = useCallback((next: SyncStateView) => {
    const { read: of, state: before, onMoved: moved, onTold: told } = latest.current;
    if (of === null || before === null) return;
    setHeard({ of, state: next });
    if (next.syncedAtMs !== before.syncedAtMs) moved();
    else if (hasNews(before, next)) told();
  }, []);

  const watch = useRef<SyncWatch | null>(null);
  const watching = read !== null;
  useEffect(() => {
    if (!watching) return undefined;
    const made = new SyncWatch(issueId, hear);
    watch.current = made;
    return () => {
      watch.current = null;
      made.end();
    };
  }, [issueId, watching, hear]);
  const moving = state !== null && isMoving(state);
  useEffect(() => {
    if (moving) watch.current?.beginUnlessBegun();
  }, [issueId, moving]);

  const ask = useCallback(() => {
    void send({}).then((outcome) => {
      if (outcome === null) return;
      if (outcome.kind === 'failed') {
        const { title, remedy } = failureWords(outcome.failure, locale);
        showFailure(title, remedy);
        return;
      }
      hear(outcome.view);
      watch.current?.tell(outcome.view);
    });
  }, [send, hear, locale]);
  const follow = useCallback(() => watch.current?.begin(), []);
  return { state, asking: sending, now: state?.mayAct === true ? ask : null, follow };
}

/** Whether there is more to tell than the line itself does: what failed, what became of a record. */
function hasNews(before: SyncStateView, next: SyncStateView): boolean {
  return (
    before.waitingToSalesforce !== next.waitingToSalesforce ||
    before.waitingToJira !== next.waitingToJira ||
    before.standing !== next.standing || before.conflicts !== next.conflicts || before.gone.length !== next.gone.length
  );
}
