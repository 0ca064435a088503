import { getAppContext } from "@forge/api";
import { trouble } from "./ports/trouble";
/** Kept back from effects so that the core has a last turn and its answer gets out. */
const LAST_TURN_MS = 750;
/** The platform's own deadline; where it does not tell, `budgetMs` (the function's time-out in the manifest). */
export function deadline(budgetMs) {
    const remainingMs = platformRemainingMs() ?? countdown(budgetMs);
    return {
        remainingMs: () => Math.max(0, Math.floor(remainingMs())),
        async race(performed) {
            let timer;
            const givenUp = new Promise((resolve) => {
                timer = setTimeout(() => resolve(trouble("timeout", "no answer in this invocation's time")), Math.max(0, remainingMs() - LAST_TURN_MS));
            });
            try {
                return await Promise.race([performed, givenUp]);
            }
            finally {
                clearTimeout(timer);
            }
        },
    };
}
function platformRemainingMs() {
    try {
        const { invocationRemainingTimeInMillis } = getAppContext();
        invocationRemainingTimeInMillis();
        return invocationRemainingTimeInMillis;
    }
    catch {
        return undefined;
    }
}
function countdown(budgetMs) {
    const endMs = Date.now() + budgetMs;
    return () => endMs - Date.now();
}
