import { InvocationError, InvocationErrorCode } from "@forge/events";
import { drive } from "./drive";
import { logError } from "./log";
/** Runs a job that nobody waits for; what trying again may help is tried again by the platform. */
export async function runInBackground(job, budgetMs) {
    const ending = await drive(job, budgetMs, job.kind === "bulk" ? "bulk" : "background");
    if (ending.kind !== "failed")
        return undefined;
    const { code, text, retryable, retryAfterMs } = ending.failure;
    logError({ event: "job failed", job: job.kind, code, reason: text, retryable });
    if (!retryable)
        return undefined;
    const retryAfter = Math.min(900, Math.max(1, Math.ceil((retryAfterMs ?? 10_000) / 1000)));
    return new InvocationError({ retryAfter, retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST });
}
