import { runInBackground } from "./background";
import { isRecord } from "./identity";
/** `timeoutSeconds` of the functions `sweep` and `tend` in the manifest. */
const BUDGET_MS = 55_000;
/** What is left of it for looking at Jira, after the round. */
const LOOK_MS = 25_000;
/** The five-minute round, and a look at what Jira has changed without telling. The platform makes the next one whatever comes of this. */
export async function sweep(tick) {
    const cloudId = cloudOf(tick.context);
    await runInBackground({ kind: "sweep" }, BUDGET_MS - LOOK_MS);
    if (cloudId !== undefined)
        await runInBackground({ kind: "pollJira", cloudId }, LOOK_MS);
}
/** The daily round. */
export async function tend() {
    await runInBackground({ kind: "tend" }, BUDGET_MS);
}
/** The site's id, where the context has it. */
function cloudOf(context) {
    return isRecord(context) && typeof context["cloudId"] === "string" ? context["cloudId"] : undefined;
}
