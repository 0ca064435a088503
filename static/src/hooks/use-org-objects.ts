import { useCallback, useEffect, useRef, useState } from 'react';
import { call, type PageFailure } from '../bridge/calls';
import type { OrgObject } from '../wire';

export type OrgObjects =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: PageFailure }
  | {
      readonly kind: 'ready';
      /** The objects of all orgs, each once, by label. */
      readonly objects: readonly OrgObject[];
      /** Whether every org offers only what the mapping that it keeps names. */
      readonly fromSide: boolean;
    };

/** The objects that can be chosen, of the orgs with these ids. An org that cannot be asked does not hide the others'. */
export function useOrgObjects(connections: readonly string[]): { readonly found: OrgObjects; readonly reload: () => void } {
  const [found, setFound] = useState<OrgObjects>({ kind: 'loading' });
  const latest = useRef(0);
  const key = JSON.stringify(connections);

  const ask = useCallback(async () => {
    const turn = ++latest.current;
    const next = await objectsOf(JSON.parse(key) as string[]);
    if (turn === latest.current) setFound(next);
  }, [key]);

  useEffect(() => {
    void ask();
    return () => {
      latest.current += 1;
    };
  }, [ask]);

  const reload = useCallback(() => {
    setFound({ kind: 'loading' });
    void ask();
  }, [ask]);
  return { found, reload };
}

async function objectsOf(connections: readonly string[]): Promise<OrgObjects> {
  const outcomes = await Promise.all(connections.map((connection) => call('objects', { connection })));
  const views = outcomes.flatMap((outcome) => (outcome.kind === 'ok' ? [outcome.view] : []));
  const failed = outcomes.find((outcome) => outcome.kind === 'failed');
  if (views.length === 0 && failed?.kind === 'failed') return { kind: 'failed', failure: failed.failure };
  const byName = new Map<string, OrgObject>();
  for (const object of views.flatMap((view) => view.objects))
    if (!byName.has(object.object)) byName.set(object.object, object);
  const objects = [...byName.values()].sort((one, other) => one.label.localeCompare(other.label));
  return { kind: 'ready', objects, fromSide: views.every((view) => view.fromSide) };
}
