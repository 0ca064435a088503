import { getAppContext } from "@forge/api";
/**
 * Who calls and from where, out of what Forge says of the invocation. A page's payload is never looked at: it can say
 * anything. None when there is no user, which is for public pages that Weftline does not have.
 */
export function caller(context) {
    const { accountId, cloudId, siteUrl, moduleKey, extension } = context;
    if (!isText(accountId) || !isText(cloudId) || !isText(siteUrl) || !isText(moduleKey))
        return undefined;
    const place = isRecord(extension) ? extension : {};
    return {
        accountId,
        cloudId,
        siteUrl: siteUrl.replace(/\/+$/, ""),
        module: moduleKey,
        issueType: issueType(place["issue"]),
        extension: extensionPrefix(),
        issue: named(place["issue"]),
        project: named(place["project"]),
    };
}
function named(value) {
    if (!isRecord(value))
        return null;
    const { id, key } = value;
    if (typeof id !== "string" && typeof id !== "number")
        return null;
    return isText(key) ? { id: String(id), key } : null;
}
/** Forge names the issue type beside the issue. */
function issueType(issue) {
    const id = isRecord(issue) ? issue["typeId"] : undefined;
    return typeof id === "string" || typeof id === "number" ? String(id) : null;
}
/** What the ids of the app's modules begin with. */
function extensionPrefix() {
    const { appAri, environmentAri } = getAppContext();
    return `ari:cloud:ecosystem::extension/${appAri.appId}/${environmentAri.environmentId}/static/`;
}
/** Whether it is an object with keys. */
export function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isText(value) {
    return typeof value === "string" && value !== "";
}
