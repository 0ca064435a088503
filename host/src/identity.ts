import { getAppContext } from "@forge/api";
import type { Caller, Named } from "./core/core";

/**
 * Who calls and from where, out of what Forge says of the invocation. A page's payload is never looked at: it can say
 * anything. None when there is no user, which is for public pages that Weftline does not have.
 */
export function caller(context: Record<string, unknown>): Caller | undefined {
  const { accountId, cloudId, siteUrl, moduleKey, extension } = context;
  if (!isText(accountId) || !isText(cloudId) || !isText(siteUrl) || !isText(moduleKey)) return undefined;
  const place = isRecord(extension) ? extension : {};
  return {
    accountId,
    cloudId,
    siteUrl: siteUrl.replace(/\/+$/, ""),
    module: moduleKey,
    issueType: issueType(place["issue"]),
    extension: extensionPrefix(),
    issue: named(place["issue"]),
    project: named(place["project"]) ?? workflowOf(place["scopedProjectId"]),
  };
}

function named(value: unknown): Named | null {
  if (!isRecord(value)) return null;
  const { id, key } = value;
  if (typeof id !== "string" && typeof id !== "number") return null;
  return isText(key) ? { id: String(id), key } : null;
}

/**
 * The project whose own the workflow is that is being edited: Jira says its id only, and none where projects share a workflow.
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-workflow-post-function/#new-workflow-editor
 */
function workflowOf(id: unknown): Named | null {
  return typeof id === "string" || typeof id === "number" ? { id: String(id), key: String(id) } : null;
}

/** Forge names the issue type beside the issue. */
function issueType(issue: unknown): string | null {
  const id = isRecord(issue) ? issue["typeId"] : undefined;
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}

/** What the ids of the app's modules begin with. */
function extensionPrefix(): string {
  const { appAri, environmentAri } = getAppContext();
  return `ari:cloud:ecosystem::extension/${appAri.appId}/${environmentAri.environmentId}/static/`;
}

/** Whether it is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
