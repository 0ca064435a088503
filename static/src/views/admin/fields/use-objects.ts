import { useCallback, useMemo, useState } from 'react';
import type { Draft } from '../../../hooks/use-draft';
import type { ConfigurationView, ObjectState, OrgObject, SchemaView } from '../../../wire';
import { presetFields, presetMapping } from './presets';

/** An object as the page lists it. */
export interface ListedObject {
  readonly object: string;
  readonly label: string;
  /** None for one that is added and not saved yet. */
  readonly state: ObjectState | null;
}

/** The objects while they are edited. */
export interface Objects {
  /** In order, without those that are removed. */
  readonly listed: readonly ListedObject[];
  readonly add: (object: OrgObject, schema: SchemaView) => void;
  readonly remove: (object: string) => void;
  readonly reorder: (objects: string[]) => void;
}

export function useObjects(draft: Draft, configuration: ConfigurationView): Objects {
  const { read, write, objects: order, reorder } = draft;
  // What an org calls those that are added; the configuration tells it once they are saved.
  const [labels, setLabels] = useState<Readonly<Record<string, string>>>({});
  const listed = useMemo(
    () =>
      order.flatMap((name): ListedObject[] => {
        if (read(`fields:${name}`, 'fields') === null) return [];
        const saved = configuration.objects.find(({ object }) => object === name);
        return [{ object: name, label: saved?.label ?? labels[name] ?? name, state: saved?.state ?? null }];
      }),
    [order, read, configuration.objects, labels],
  );
  const add = useCallback(
    (object: OrgObject, schema: SchemaView) => {
      setLabels((before) => ({ ...before, [object.object]: schema.label }));
      write(`fields:${object.object}`, { kind: 'fields', content: presetFields(schema) });
      if (object.createable)
        write(`mapping:*:${object.object}`, { kind: 'mapping', content: presetMapping(schema) });
    },
    [write],
  );
  const remove = useCallback(
    (name: string) => {
      const saved = configuration.objects.find(({ object }) => object === name);
      write(`fields:${name}`, null);
      write(`mapping:*:${name}`, null);
      for (const { project } of saved?.mappings ?? []) write(`mapping:${project}:${name}`, null);
    },
    [write, configuration.objects],
  );
  return { listed, add, remove, reorder };
}
