import { PayloadTooBigError, InvalidPushSettingsError, Queue, RateLimitError } from "@forge/events";
import { nameOf, trouble } from "./trouble";
/** Puts a job into a queue of the app. */
export async function push(queue, job, delaySeconds) {
    try {
        await new Queue({ key: queue }).push({ body: { ...job }, delayInSeconds: delaySeconds });
        return { outcome: { kind: "done" } };
    }
    catch (thrown) {
        if (thrown instanceof RateLimitError)
            return trouble("rateLimited", "too many messages");
        if (thrown instanceof PayloadTooBigError || thrown instanceof InvalidPushSettingsError) {
            return trouble("refused", thrown.message);
        }
        return trouble("internal", nameOf(thrown));
    }
}
