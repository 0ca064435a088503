import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call, type Outcome, type PageFailure } from '../../bridge/calls';
import type { Refreshed } from '../../bridge/changes';
import type { Loaded } from '../../hooks/use-view';
import type { PanelKind, PanelView } from '../../wire';
import { SharedRefresh } from './shared-refresh';

/** Values that any frame of the issue has asked for so long ago are new enough for a panel that is being opened. */
const YOUNG_MS = 10_000;

export interface PanelHandle {
  readonly loaded: Loaded<PanelView>;
  /** Asks Salesforce, because the user wants it. */
  readonly reload: () => void;
  /** Has Salesforce asked by one of the issue's frames, because something has come by itself. */
  readonly wish: () => void;
  /** Shows what is stored now, at no cost to the org. */
  readonly reread: () => void;
  /** Changes what is shown until it is read next. */
  readonly amend: (change: (view: PanelView) => PanelView) => void;
}

interface State {
  readonly view: PanelView | null;
  readonly refreshing: boolean;
  readonly trouble: PageFailure | null;
}

/**
 * What a panel shows: at first what is stored, at once; then what Salesforce says, which one frame of the issue asks
 * for all of them.
 */
export function usePanelView(issueId: string, view: PanelKind): PanelHandle {
  const [state, setState] = useState<State>({ view: null, refreshing: true, trouble: null });
  const panel = useRef<PanelReader | null>(null);

  useEffect(() => {
    const reader = new PanelReader(issueId, view, setState);
    panel.current = reader;
    reader.open();
    return () => reader.end();
  }, [issueId, view]);

  const reload = useCallback(() => panel.current?.reload(), []);
  const wish = useCallback(() => panel.current?.wish(), []);
  const reread = useCallback(() => void panel.current?.readStored(null), []);
  const amend = useCallback(
    (change: (view: PanelView) => PanelView) =>
      setState((before) => (before.view === null ? before : { ...before, view: change(before.view) })),
    [],
  );
  const loaded = useMemo(() => loadedOf(state), [state]);
  return { loaded, reload, wish, reread, amend };
}

function loadedOf({ view, refreshing, trouble }: State): Loaded<PanelView> {
  if (view !== null) return { kind: 'ready', view, refreshing, trouble };
  return trouble === null ? { kind: 'loading' } : { kind: 'failed', failure: trouble };
}

type Change = (before: State) => State;

/** Reads a panel, stored and anew, and gives each state to the page in order. */
class PanelReader {
  readonly #kind: PanelKind;
  readonly #change: (change: Change) => void;
  readonly #refresh: SharedRefresh;
  /** How many reads were begun, and which of them was shown last: an answer that was overtaken is not shown. */
  #begun = 0;
  #shown = 0;
  #ended = false;

  constructor(issueId: string, kind: PanelKind, change: (change: Change) => void) {
    this.#kind = kind;
    this.#change = change;
    this.#refresh = new SharedRefresh(issueId, {
      lead: (beganAtMs) => this.#lead(beganAtMs),
      follow: (refreshed) => void this.readStored(refreshed),
    });
  }

  open(): void {
    void this.readStored(null);
    this.#refresh.wish(Date.now() - YOUNG_MS);
  }

  wish(): void {
    this.#change((before) => ({ ...before, refreshing: true }));
    this.#refresh.wish(Date.now());
  }

  reload(): void {
    this.#change((before) => ({ ...before, refreshing: true, trouble: before.view === null ? null : before.trouble }));
    this.#refresh.insist();
  }

  end(): void {
    this.#ended = true;
    this.#refresh.end();
  }

  /** Reads what is stored; after another frame has asked Salesforce, with what that frame was told. */
  async readStored(refreshed: Refreshed | null): Promise<void> {
    const read = ++this.#begun;
    const outcome = await call('panel', { view: this.#kind, stored: true });
    if (!this.#takes(read)) return;
    if (outcome.kind === 'ok' && outcome.view.idle !== null) {
      // Salesforce has nothing to say here.
      this.#refresh.relent();
      this.#change(() => ({ view: outcome.view, refreshing: false, trouble: null }));
      return;
    }
    this.#change((before) => {
      if (outcome.kind === 'failed') {
        // What is being asked of Salesforce may still come.
        return refreshed === null && before.refreshing ? before : { ...before, refreshing: false, trouble: outcome.failure };
      }
      if (refreshed === null) return { ...before, view: keepAge(outcome.view, before.view) };
      return { view: withRefreshed(outcome.view, refreshed), refreshing: false, trouble: refreshed.trouble };
    });
  }

  async #lead(beganAtMs: number): Promise<Refreshed> {
    const read = ++this.#begun;
    this.#change((before) => ({ ...before, refreshing: true }));
    const outcome = await call('panel', { view: this.#kind, stored: false });
    if (this.#takes(read))
      this.#change((before) =>
        outcome.kind === 'ok'
          ? { view: outcome.view, refreshing: false, trouble: null }
          : { ...before, refreshing: false, trouble: outcome.failure },
      );
    return refreshedBy(outcome, beganAtMs);
  }

  #takes(read: number): boolean {
    if (this.#ended || read < this.#shown) return false;
    this.#shown = read;
    return true;
  }
}

function refreshedBy(outcome: Outcome<PanelView>, beganAtMs: number): Refreshed {
  if (outcome.kind === 'failed') return { beganAtMs, atMs: null, trouble: outcome.failure, missing: [] };
  const { atMs, stale, groups } = outcome.view;
  const missing = groups.flatMap(({ records }) => records.filter((record) => record.missing).map(({ id }) => id));
  return { beganAtMs, atMs: stale === null ? atMs : null, trouble: stale, missing };
}

/** Stored values with what another frame was told when it asked for them: values that have not changed stay as they are stored. */
function withRefreshed(view: PanelView, { atMs, missing }: Refreshed): PanelView {
  const gone = new Set(missing);
  return {
    ...view,
    atMs: Math.max(view.atMs, atMs ?? 0),
    groups: view.groups.map((group) => ({
      ...group,
      records: group.records.map((record) => (gone.has(record.id) ? { ...record, missing: true } : record)),
    })),
  };
}

/** Stored values that are shown anew are as old as they were before, or younger; what was not to be had still is not. */
function keepAge(view: PanelView, before: PanelView | null): PanelView {
  if (before === null) return view;
  return withRefreshed({ ...view, stale: before.stale }, {
    beganAtMs: 0,
    atMs: before.atMs,
    trouble: null,
    missing: before.groups.flatMap(({ records }) => records.filter((record) => record.missing).map(({ id }) => id)),
  });
}
