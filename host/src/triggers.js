import { runInBackground } from "./background";
import { isRecord } from "./identity";
/** Forge's time-out for functions that product events call. */
const BUDGET_MS = 25_000;
/** An issue was created in Jira. */
export async function issueCreated(event, invocation) {
    return changed(event, invocation, "issueCreated");
}
/** A field of an issue was changed in Jira. */
export async function issueUpdated(event, invocation) {
    return changed(event, invocation, "issueUpdated");
}
/** An issue was given to somebody in Jira. */
export async function issueAssigned(event, invocation) {
    return changed(event, invocation, "issueAssigned");
}
/** A comment was written or edited in Jira. */
export async function issueCommented(event, invocation) {
    return commentChanged(event, invocation, false);
}
/** A comment was deleted in Jira. */
export async function commentDeleted(event, invocation) {
    return commentChanged(event, invocation, true);
}
/** An issue was deleted in Jira: what Weftline stored of it goes too. */
export async function issueDeleted(event) {
    const issueId = idOf(event.issue);
    if (issueId === undefined)
        return undefined;
    return runInBackground({ kind: "forgetIssue", issueId }, BUDGET_MS);
}
async function changed(event, invocation, cause) {
    const issueId = idOf(event.issue);
    const cloudId = cloudOf(invocation.installContext);
    if (issueId === undefined || cloudId === undefined)
        return undefined;
    return runInBackground({ kind: "issueChanged", cloudId, issueId, projectId: projectOf(event.issue), causes: [cause] }, BUDGET_MS);
}
async function commentChanged(event, invocation, deleted) {
    const issueId = idOf(event.issue);
    const commentId = idOf(event.comment);
    const cloudId = cloudOf(invocation.installContext);
    if (issueId === undefined || commentId === undefined || cloudId === undefined)
        return undefined;
    return runInBackground({ kind: "commentChanged", cloudId, issueId, projectId: projectOf(event.issue), commentId, deleted }, BUDGET_MS);
}
/** The site for which the app was called, out of `ari:cloud:jira::site/<cloud id>`. */
function cloudOf(installContext) {
    return typeof installContext === "string" ? /^ari:cloud:jira:[^/]*site\/([^/]+)$/.exec(installContext)?.[1] : undefined;
}
/** A hint, which spares a question: the issue itself says where it is. */
function projectOf(issue) {
    const fields = isRecord(issue) && isRecord(issue["fields"]) ? issue["fields"] : {};
    return idOf(fields["project"]) ?? null;
}
function idOf(thing) {
    const id = isRecord(thing) ? thing["id"] : undefined;
    return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
