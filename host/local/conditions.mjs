/** @typedef {import("./viewed.mjs").Viewed} Viewed */

/**
 * Whether a condition with this parameter holds of what is viewed.
 * @typedef {(viewed: Viewed, wanted: any) => boolean | Promise<boolean>} Check
 */

/**
 * What the manifest says of when a module is shown; several hold together.
 * @typedef {Record<string, any>} Conditions
 */

/** Conditions of the issue view that ask for a permission on the issue. */
const ISSUE_PERMISSIONS = {
  canAddComments: "ADD_COMMENTS",
  canAdministerProjects: "ADMINISTER_PROJECTS",
  canAssignIssues: "ASSIGN_ISSUES",
  canBeAssignedToIssues: "ASSIGNABLE_USER",
  canCloneIssues: "CREATE_ISSUES",
  canCreateAttachments: "CREATE_ATTACHMENTS",
  canCreateChildren: "CREATE_ISSUES",
  canCreateSubtasks: "CREATE_ISSUES",
  canDeleteAllAttachments: "DELETE_ALL_ATTACHMENTS",
  canDeleteAllComments: "DELETE_ALL_COMMENTS",
  canDeleteAllWorklogs: "DELETE_ALL_WORKLOGS",
  canDeleteIssues: "DELETE_ISSUES",
  canDeleteOwnAttachments: "DELETE_OWN_ATTACHMENTS",
  canDeleteOwnComments: "DELETE_OWN_COMMENTS",
  canDeleteOwnWorklogs: "DELETE_OWN_WORKLOGS",
  canEditAllComments: "EDIT_ALL_COMMENTS",
  canEditAllWorklogs: "EDIT_ALL_WORKLOGS",
  canEditIssues: "EDIT_ISSUES",
  canEditOwnComments: "EDIT_OWN_COMMENTS",
  canEditOwnWorklogs: "EDIT_OWN_WORKLOGS",
  canLinkIssues: "LINK_ISSUES",
  canLogWork: "WORK_ON_ISSUES",
  canManageWatchers: "MANAGE_WATCHERS",
  canModifyReporters: "MODIFY_REPORTER",
  canMoveIssues: "MOVE_ISSUES",
  canScheduleIssues: "SCHEDULE_ISSUES",
  canUseServiceManagementAgentFeatures: "SERVICEDESK_AGENT",
  canViewDevTools: "VIEW_DEV_TOOLS",
  canViewWatchers: "VIEW_VOTERS_AND_WATCHERS",
};

/** @type {Map<string, Check>} */
const CHECKS = new Map([
  ["isLoggedIn", flag(() => true)],
  ["isAdmin", flag((viewed) => viewed.may("ADMINISTER"))],
  ["isSiteAdmin", flag((viewed) => viewed.may("SYSTEM_ADMIN"))],
  ["canAdministerJira", flag((viewed) => viewed.may("ADMINISTER"))],
  ["canBrowseUsers", flag((viewed) => viewed.may("USER_PICKER"))],
  ["hasCoreAccess", flag((viewed) => viewed.uses("jira"))],
  ["hasSoftwareAccess", flag((viewed) => viewed.uses("jira-software"))],
  ["hasServiceDeskAccess", flag((viewed) => viewed.uses("jira-servicedesk"))],
  ["hasGlobalPermission", (viewed, wanted) => viewed.may(wanted)],
  // Nothing is licensed in a development environment, and everything is open there.
  ["hasAppAccess", flag(() => true)],
  ["appEdition", () => false],
  ["issueKey", oneOf(async (viewed) => (await viewed.issue())?.key)],
  ["issueId", oneOf(async (viewed) => (await viewed.issue())?.id)],
  ["issueType", oneOf(async (viewed) => (await viewed.issue())?.type)],
  ["projectKey", oneOf(async (viewed) => (await viewed.issue())?.project.key)],
  ["projectId", oneOf(async (viewed) => (await viewed.issue())?.project.id)],
  ["projectType", oneOf(async (viewed) => (await viewed.issue())?.project.type)],
  // Conditions of project views, which a laptop does not show; Forge takes them for false elsewhere.
  ["projectName", () => false],
  ["isProjectAdmin", () => false],
  ["isProjectArchived", () => false],
  ...Object.entries(ISSUE_PERMISSIONS).map(
    ([name, permission]) =>
      /** @type {const} */ ([
        name,
        flag(async (viewed) => (await viewed.issue()) !== undefined && viewed.mayOnIssue(permission)),
      ]),
  ),
  ["entityPropertyExists", async (viewed, wanted) => (await valueOf(viewed, wanted)) !== undefined],
  ["entityPropertyEqualTo", async (viewed, wanted) => same(await valueOf(viewed, wanted), wanted.value)],
  ["entityPropertyContainsAny", async (viewed, wanted) => contained(await valueOf(viewed, wanted), wanted.value).some(Boolean)],
  ["entityPropertyContainsAll", async (viewed, wanted) => contained(await valueOf(viewed, wanted), wanted.value).every(Boolean)],
  ["jiraExpression", (viewed, wanted) => viewed.expression(wanted)],
]);

const ENTITIES = ["app", "issue", "issueType", "project", "user"];

/**
 * Refuses conditions that Forge does not document for Jira, so that none is passed over in silence.
 * https://developer.atlassian.com/platform/forge/manifest-reference/display-conditions/jira/
 * @param {string} module
 * @param {Conditions} conditions
 */
export function checkConditions(module, conditions) {
  for (const [name, wanted] of Object.entries(conditions)) {
    if (name === "and" || name === "or" || name === "not") {
      for (const inner of [wanted].flat()) checkConditions(module, inner);
    } else if (!CHECKS.has(name)) {
      throw new Error(`module \`${module}\`: there is no display condition \`${name}\``);
    } else if (name.startsWith("entityProperty") && !ENTITIES.includes(wanted?.entity)) {
      throw new Error(`module \`${module}\`: \`${name}\` knows no entity \`${wanted?.entity}\``);
    }
  }
}

/**
 * Whether a module with these conditions is shown; those beside one another hold together.
 * https://developer.atlassian.com/platform/forge/manifest-reference/display-conditions/
 * @param {Conditions | undefined} conditions
 * @param {Viewed} viewed
 * @returns {Promise<boolean>}
 */
export async function hold(conditions, viewed) {
  return (await each(conditions ?? {}, viewed)).every(Boolean);
}

/**
 * @param {Conditions} conditions
 * @param {Viewed} viewed
 * @returns {Promise<boolean[]>}
 */
async function each(conditions, viewed) {
  return Promise.all(
    Object.entries(conditions).map(async ([name, wanted]) => {
      const inner = async () => (await Promise.all([wanted].flat().map((part) => each(part, viewed)))).flat();
      switch (name) {
        case "and":
          return (await inner()).every(Boolean);
        case "or":
          return (await inner()).some(Boolean);
        case "not":
          return !(await inner()).every(Boolean);
        default:
          return CHECKS.get(name)?.(viewed, wanted) ?? false;
      }
    }),
  );
}

/**
 * @param {(viewed: Viewed) => boolean | Promise<boolean>} holds
 * @returns {Check}
 */
function flag(holds) {
  return async (viewed, wanted) => (await holds(viewed)) === wanted;
}

/**
 * @param {(viewed: Viewed) => Promise<string | undefined>} of
 * @returns {Check}
 */
function oneOf(of) {
  return async (viewed, wanted) => {
    const actual = await of(viewed);
    return actual !== undefined && [wanted].flat().map(String).includes(actual);
  };
}

/**
 * @param {Viewed} viewed
 * @param {{ entity: string, propertyKey: string, objectName?: string }} wanted
 */
async function valueOf(viewed, { entity, propertyKey, objectName }) {
  const value = await viewed.property(entity, propertyKey);
  const path = objectName === undefined || objectName === "" ? [] : objectName.split(".");
  return path.reduce((/** @type {any} */ inner, name) => inner?.[name], value);
}

/**
 * The manifest writes values as text; a property may hold a number or a truth value.
 * @param {unknown} actual
 * @param {unknown} wanted
 */
function same(actual, wanted) {
  if (actual === undefined) return false;
  return (typeof actual === "string" ? actual : JSON.stringify(actual)) === String(wanted);
}

/**
 * Which of the wanted values are in a list.
 * @param {unknown} actual
 * @param {unknown} wanted
 */
function contained(actual, wanted) {
  const items = Array.isArray(actual) ? actual : [];
  return [wanted].flat().map((one) => items.some((item) => same(item, one)));
}
