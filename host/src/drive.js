import { instance, TrapError } from "./instance";
import { deadline } from "./deadline";
import { logError } from "./log";
import { jira } from "./ports/jira";
import { reportAccounts } from "./ports/privacy";
import { push } from "./ports/queue";
import { salesforce } from "./ports/salesforce";
import { storage } from "./ports/storage";
import { timeZone } from "./ports/time-zone";
import { webTriggerUrl } from "./ports/web-trigger";
/** Runs a job to its end in this invocation, or parks it. Never throws. */
export async function drive(job, budgetMs, module = "core") {
    const until = deadline(budgetMs);
    let core;
    try {
        core = instance(module);
    }
    catch (thrown) {
        return bug("core not loaded", thrown);
    }
    let run;
    try {
        run = core.start(JSON.stringify(job), Date.now());
    }
    catch (thrown) {
        // Anything but a trap is the job's fault: a page sent what a call does not take.
        if (thrown instanceof TrapError)
            return trapped();
        return failed("invalid", thrown instanceof Error ? thrown.message : String(thrown), false);
    }
    try {
        return await turns(core, run, until);
    }
    catch (thrown) {
        return thrown instanceof TrapError ? trapped() : bug("run broke off", thrown);
    }
    finally {
        core.free(run);
    }
}
async function turns(core, run, until) {
    let settled = [];
    let bodies = [];
    for (;;) {
        const turn = core.resume(run, JSON.stringify(settled), bodies, Date.now(), until.remainingMs());
        switch (turn.kind) {
            case "perform": {
                const performed = await Promise.all(turn.effects.map(async ({ id, effect }) => ({ id, ...(await until.race(perform(effect))) })));
                settled = performed.map(({ id, outcome }) => ({ id, outcome }));
                bodies = performed.map(({ body }) => body);
                break;
            }
            case "done":
                return { kind: "done", reply: turn.reply ?? undefined };
            case "page":
                return { kind: "page", status: turn.status, html: turn.html };
            case "soap":
                return { kind: "soap", status: turn.status, xml: turn.xml };
            case "failed":
                return { kind: "failed", failure: turn.failure };
            case "park": {
                const { outcome } = await push("work", turn.job, turn.delaySeconds);
                if (outcome.kind === "done")
                    return { kind: "parked", delaySeconds: turn.delaySeconds };
                return failed("platformUnavailable", "the work could not be put into the queue", true);
            }
            default:
                turn;
        }
    }
}
function perform(effect) {
    switch (effect.kind) {
        case "salesforce":
            return salesforce(effect);
        case "jira":
            return jira(effect);
        case "storage":
            return storage(effect);
        case "push":
            return push(effect.queue, effect.job, effect.delaySeconds);
        case "webTriggerUrl":
            return webTriggerUrl(effect.module);
        case "reportAccounts":
            return reportAccounts(effect.accounts);
        case "timeZone":
            return Promise.resolve(timeZone(effect.zone));
        case "random": {
            const bytes = [...crypto.getRandomValues(new Uint8Array(effect.bytes))];
            return Promise.resolve({ outcome: { kind: "random", bytes } });
        }
        case "wait":
            return new Promise((resolve) => setTimeout(() => resolve({ outcome: { kind: "done" } }), effect.delayMs));
        default:
            return effect;
    }
}
/** A failure of the host's own. */
export function failed(code, text, retryable, retryAfterMs = null) {
    return { kind: "failed", failure: { code, text, values: {}, retryable, retryAfterMs } };
}
function trapped() {
    return failed("bug", "weftline stopped because of a bug in it; trying again starts afresh", true);
}
function bug(event, thrown) {
    logError({ event, reason: thrown instanceof Error ? thrown.message : String(thrown) });
    return failed("bug", "weftline stopped because of a bug in it", true);
}
