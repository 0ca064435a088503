import type { ConfigurationView, JiraProject, ProjectConfiguration, SalesforceSide } from '../../../wire';

/** In what a project differs from the mapping that its org keeps. */
export type SyncState = 'inSync' | 'noSide' | 'notInSalesforce' | 'notConfigured' | 'otherIssueTypes';

/** The mapping that a project's org keeps; none when it keeps none, or it was never pulled. */
function sideOf(
  connection: string | null,
  { sides }: ConfigurationView,
  firstConnection: string | null,
): SalesforceSide | undefined {
  return sides.find((side) => side.connection === (connection ?? firstConnection));
}

/** How a project compares with the mapping that its org keeps, as far as that was pulled. */
export function syncState(
  project: JiraProject,
  configured: ProjectConfiguration | null,
  configuration: ConfigurationView,
  firstConnection: string | null,
): SyncState {
  const side = sideOf(configured?.connection ?? null, configuration, firstConnection);
  if (side === undefined) return 'noSide';
  const rows = side.mappings.filter(({ projectKey }) => projectKey === project.key);
  if (configured === null) return rows.length === 0 ? 'inSync' : 'notConfigured';
  if (rows.length === 0) return 'notInSalesforce';
  const isAll = rows.some(({ issueTypes }) => issueTypes.length === 0);
  const theirs = isAll ? [] : rows.flatMap(({ issueTypes }) => issueTypes);
  const ours = configured.issueTypes.map(({ name }) => name);
  return sameNames(theirs, ours) ? 'inSync' : 'otherIssueTypes';
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  const key = (names: readonly string[]): string =>
    [...new Set(names.map((name) => name.trim().toLowerCase()))].sort().join('\n');
  return key(one) === key(other);
}
