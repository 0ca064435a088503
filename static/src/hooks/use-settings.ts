import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure } from '../bridge/calls';
import type { Change, ConfigurationView, Problem, SectionProblem, Settings } from '../wire';
import { useConfiguration, useConfigured } from './use-configuration';

type Patch = Partial<Settings>;

/** How it stands with what was changed last. */
export type InstantSave =
  | { readonly kind: 'idle' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly undo: Patch; readonly warnings: readonly Problem[] }
  | { readonly kind: 'failed'; readonly failure: PageFailure; readonly patch: Patch }
  | { readonly kind: 'invalid'; readonly problems: readonly SectionProblem[] }
  | { readonly kind: 'conflict'; readonly theirs: readonly Change[]; readonly patch: Patch };

export interface SettingsSave {
  /** The settings as saved, and what is on its way. */
  readonly settings: Settings;
  readonly state: InstantSave;
  /** Saves some settings at once, on top of what is saved. Gives what came of it, unless an earlier change carries it along. */
  readonly change: (patch: Patch) => Promise<InstantSave>;
  readonly clear: () => void;
}

/** Settings that are saved as soon as they are changed. Changes made while one is sent follow it. */
export function useSettings(): SettingsSave {
  const configuration = useConfigured();
  const { replace } = useConfiguration();
  const latest = useRef<ConfigurationView>(configuration);
  useEffect(() => {
    latest.current = configuration;
  }, [configuration]);
  const waiting = useRef<Patch>({});
  const busy = useRef(false);
  const [pending, setPending] = useState<Patch>({});
  const [state, setState] = useState<InstantSave>({ kind: 'idle' });

  const take = useCallback(
    (view: ConfigurationView) => {
      latest.current = view;
      replace(view);
    },
    [replace],
  );
  const change = useCallback(
    async (patch: Patch) => {
      waiting.current = { ...waiting.current, ...patch };
      setPending((before) => ({ ...before, ...patch }));
      if (busy.current) return { kind: 'saving' } as const;
      busy.current = true;
      setState({ kind: 'saving' });
      let next: InstantSave = { kind: 'idle' };
      while (Object.keys(waiting.current).length > 0) {
        const sent = waiting.current;
        waiting.current = {};
        const before = latest.current.settings;
        next = await send(sent, latest.current, take);
        if (next.kind !== 'saved') break;
        next = { ...next, undo: pick(before, sent) };
      }
      waiting.current = {};
      busy.current = false;
      setPending({});
      setState(next);
      return next;
    },
    [take],
  );
  const clear = useCallback(() => setState({ kind: 'idle' }), []);
  return { settings: { ...configuration.settings, ...pending }, state, change, clear };
}

async function send(patch: Patch, on: ConfigurationView, take: (view: ConfigurationView) => void): Promise<InstantSave> {
  const content = { ...on.settings, ...patch };
  const outcome = await call('saveConfiguration', {
    baseVersion: on.version,
    sections: [{ name: 'settings', content: { kind: 'settings', content } }],
    objects: null,
  });
  if (outcome.kind === 'failed') return { kind: 'failed', failure: outcome.failure, patch };
  const { view } = outcome;
  switch (view.kind) {
    case 'saved':
      take(view.configuration);
      return { kind: 'saved', undo: {}, warnings: view.warnings };
    case 'invalid':
      return { kind: 'invalid', problems: view.problems };
    case 'conflict':
      take(view.configuration);
      // What someone else changed in other settings stays, and this goes on top of it.
      if (!view.theirs.some(({ path }) => path in patch)) return send(patch, view.configuration, take);
      return { kind: 'conflict', theirs: view.theirs, patch };
    default:
      return view satisfies never;
  }
}

/** What the settings said before, for what the patch changes. */
function pick(settings: Settings, patch: Patch): Patch {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key in patch));
}
