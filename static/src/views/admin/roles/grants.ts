import type { NamedId, RoleAction, RoleGrant, Roles } from '../../../wire';

/** What a role can let people do, in the order of the page. */
export const ACTIONS: readonly RoleAction[] = ['see', 'create', 'link', 'post', 'upload', 'sync', 'trace', 'retry'];

/** Stands for every project that says nothing itself. */
export const ALL_PROJECTS = '*';

/** How a project says who may: not at all, everyone, or some. */
export type Choice = 'inherit' | 'everyone' | 'only';

export function grantOf(roles: Roles | null, action: RoleAction): RoleGrant | null {
  return roles?.grants.find((grant) => grant.action === action) ?? null;
}

/** What is chosen for an action. For all projects, what nothing is said of everyone may. */
export function choiceOf(grant: RoleGrant | null, project: string): Choice {
  if (grant === null) return project === ALL_PROJECTS ? 'everyone' : 'inherit';
  return grant.everyone ? 'everyone' : 'only';
}

/** The roles with another grant for an action, in the order of the page. */
export function withGrant(roles: Roles | null, action: RoleAction, grant: RoleGrant | null): Roles | null {
  const others = (roles?.grants ?? []).filter((each) => each.action !== action);
  const grants = grant === null ? others : [...others, grant];
  grants.sort((one, other) => ACTIONS.indexOf(one.action) - ACTIONS.indexOf(other.action));
  return grants.length === 0 ? null : { grants };
}

/** The names of those whom a grant names. */
export function namesOf({ groups, projectRoles }: { groups: readonly NamedId[]; projectRoles: readonly NamedId[] }): string {
  return [...groups, ...projectRoles].map(({ name }) => name).join(', ');
}
