import type { ConfigurationView, ObjectConfiguration } from '../../../wire';

/** Names the mappings of projects that have none of their own. */
export const ALL_PROJECTS = '*';

/** What a mapping is for: one project, or all that have no own. */
export interface MappingPlace {
  /** The project's id, or `*`. */
  readonly id: string;
  /** None for all projects. */
  readonly key: string | null;
  readonly name: string;
  /** The orgs that matter here. */
  readonly connections: readonly string[];
}

/** All projects, and each that is configured and that Salesforce's own mapping, where there is one, names too. */
export function placesOf(configuration: ConfigurationView, orgs: readonly string[]): readonly MappingPlace[] {
  const first = orgs.slice(0, 1);
  const projects = configuration.projects.map(({ id, key, name, connection }) => ({
    id,
    key,
    name,
    connections: connection === null ? first : [connection],
  }));
  return [
    { id: ALL_PROJECTS, key: null, name: '', connections: orgs },
    ...projects.filter(
      (place) => sideRows(place, configuration) === null || offeredObjects(place, configuration).length > 0,
    ),
  ];
}

/** The configured objects that can be mapped here: where each org keeps a mapping itself, those that one of them names. */
export function offeredObjects(place: MappingPlace, configuration: ConfigurationView): readonly ObjectConfiguration[] {
  const rows = sideRows(place, configuration);
  if (rows === null) return configuration.objects;
  return configuration.objects.filter(
    ({ object, mappings }) =>
      rows.some((row) => row.object.toLowerCase() === object.toLowerCase()) ||
      // What is mapped already can still be seen and removed.
      mappings.some(({ project }) => project === place.id),
  );
}

/** The rows of Salesforce's own mapping for a place; none where an org keeps no mapping. */
export function sideRows(
  place: MappingPlace,
  { sides }: ConfigurationView,
): readonly ConfigurationView['sides'][number]['mappings'][number][] | null {
  const own = place.connections.map((id) => sides.find(({ connection }) => connection === id));
  if (own.length === 0 || own.some((side) => side === undefined)) return null;
  return own
    .flatMap((side) => side?.mappings ?? [])
    .filter((row) => place.key === null || row.projectKey.toUpperCase() === place.key.toUpperCase());
}
