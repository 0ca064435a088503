import type { Cause } from "./core/core";
import { runInBackground, type BackgroundAnswer } from "./background";
import { isRecord } from "./identity";

/** Forge's time-out for functions that product events call. */
const BUDGET_MS = 25_000;

/** What Forge hands to a trigger. What the event says beside ids is not looked at: it is old when it comes. */
type ProductEvent = { issue?: unknown; comment?: unknown };

/**
 * What Forge hands to a post function of a workflow.
 * https://developer.atlassian.com/platform/forge/events-reference/jira/#run-post-function-event
 */
type PostFunctionEvent = ProductEvent & { transition?: unknown; configuration?: unknown };

/** What Forge says of the invocation, beside the event. */
type Invocation = { installContext?: unknown };

/** An issue was created in Jira. */
export async function issueCreated(event: ProductEvent, invocation: Invocation): Promise<BackgroundAnswer> {
  return changed(event, invocation, "issueCreated");
}

/** A field of an issue was changed in Jira. */
export async function issueUpdated(event: ProductEvent, invocation: Invocation): Promise<BackgroundAnswer> {
  return changed(event, invocation, "issueUpdated");
}

/** An issue was given to somebody in Jira. */
export async function issueAssigned(event: ProductEvent, invocation: Invocation): Promise<BackgroundAnswer> {
  return changed(event, invocation, "issueAssigned");
}

/** A comment was written or edited in Jira. */
export async function issueCommented(event: ProductEvent, invocation: Invocation): Promise<BackgroundAnswer> {
  return commentChanged(event, invocation, false);
}

/** A comment was deleted in Jira. */
export async function commentDeleted(event: ProductEvent, invocation: Invocation): Promise<BackgroundAnswer> {
  return commentChanged(event, invocation, true);
}

/** An issue took a transition to which the app's post function was added. */
export async function transitioned(event: PostFunctionEvent, invocation: Invocation): Promise<BackgroundAnswer> {
  const issueId = idOf(event.issue);
  const cloudId = cloudOf(invocation.installContext);
  if (issueId === undefined || cloudId === undefined) return undefined;
  const transition = isRecord(event.transition) ? event.transition : {};
  const { configuration } = event;
  return runInBackground(
    {
      kind: "transitioned",
      cloudId,
      issueId,
      projectId: projectOf(event.issue),
      execution: textOf(transition["executionId"]),
      transition: textOf(transition["name"]),
      // Jira gives what was saved, and that was text.
      configuration: typeof configuration === "string" ? configuration : JSON.stringify(configuration ?? null),
    },
    BUDGET_MS,
  );
}

/** An issue was deleted in Jira: what Weftline stored of it goes too. */
export async function issueDeleted(event: ProductEvent): Promise<BackgroundAnswer> {
  const issueId = idOf(event.issue);
  if (issueId === undefined) return undefined;
  return runInBackground({ kind: "forgetIssue", issueId }, BUDGET_MS);
}

async function changed(event: ProductEvent, invocation: Invocation, cause: Cause): Promise<BackgroundAnswer> {
  const issueId = idOf(event.issue);
  const cloudId = cloudOf(invocation.installContext);
  if (issueId === undefined || cloudId === undefined) return undefined;
  return runInBackground({ kind: "issueChanged", cloudId, issueId, projectId: projectOf(event.issue), causes: [cause] }, BUDGET_MS);
}

async function commentChanged(event: ProductEvent, invocation: Invocation, deleted: boolean): Promise<BackgroundAnswer> {
  const issueId = idOf(event.issue);
  const commentId = idOf(event.comment);
  const cloudId = cloudOf(invocation.installContext);
  if (issueId === undefined || commentId === undefined || cloudId === undefined) return undefined;
  return runInBackground({ kind: "commentChanged", cloudId, issueId, projectId: projectOf(event.issue), commentId, deleted }, BUDGET_MS);
}

/** The site for which the app was called, out of `ari:cloud:jira::site/<cloud id>`. */
function cloudOf(installContext: unknown): string | undefined {
  return typeof installContext === "string" ? /^ari:cloud:jira:[^/]*site\/([^/]+)$/.exec(installContext)?.[1] : undefined;
}

/** A hint, which spares a question: the issue itself says where it is. */
function projectOf(issue: unknown): string | null {
  const fields = isRecord(issue) && isRecord(issue["fields"]) ? issue["fields"] : {};
  return idOf(fields["project"]) ?? null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function idOf(thing: unknown): string | undefined {
  const id = isRecord(thing) ? thing["id"] : undefined;
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
