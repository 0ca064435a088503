import { runInBackground } from "./background";
/** `timeoutSeconds` of the function `consume` in the manifest. */
const BUDGET_MS = 55_000;
/** Runs the job that a message of the queue `work` carries. The core decodes it strictly. */
export async function consume(event) {
    return runInBackground(event.body, BUDGET_MS);
}
