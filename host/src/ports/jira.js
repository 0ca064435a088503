import { asApp, asUser, assumeTrustedRoute, NeedsAuthenticationError } from "@forge/api";
import { nameOf, trouble } from "./trouble";
/** Sends a request to Jira's REST API, as the app or as the user who made the invocation. */
export async function jira(effect) {
    if (!staysInRest(effect.path))
        return trouble("egress", "the path leaves Jira's REST API");
    const principal = effect.principal === "app" ? asApp() : asUser();
    try {
        // The core has percent-encoded what came from outside.
        const response = await principal.requestJira(assumeTrustedRoute(effect.path), {
            method: effect.method,
            headers: Object.fromEntries(effect.headers),
            body: bodyOf(effect.body),
        });
        const headers = [];
        response.headers.forEach((value, name) => headers.push([name.toLowerCase(), value]));
        const body = new Uint8Array(await response.arrayBuffer());
        return { outcome: { kind: "http", status: response.status, headers }, body };
    }
    catch (thrown) {
        if (thrown instanceof NeedsAuthenticationError)
            return trouble("unauthenticated", "the user has not consented");
        return trouble("network", nameOf(thrown));
    }
}
function staysInRest(path) {
    const site = "https://site.invalid";
    if (!path.startsWith("/rest/") || !URL.canParse(path, site))
        return false;
    const url = new URL(path, site);
    return url.origin === site && url.pathname.startsWith("/rest/");
}
function bodyOf(body) {
    switch (body.kind) {
        case "empty":
            return undefined;
        case "text":
            return body.data;
        case "bytes":
            return new Uint8Array(body.data).buffer;
    }
}
