import { createCore as createAdmin } from "./core/admin";
import { createCore as createBackground } from "./core/background";
import { createCore as createBulk } from "./core/bulk";
import { createCore } from "./core/core";
import { logChange, logError } from "./log";
/**
 * One instance of the core. A trap leaves its memory in an unknown state, so it is never entered again: every run that
 * lives in it has failed with it.
 */
export class Instance {
    #core;
    #dead = false;
    constructor(core) {
        this.#core = core;
    }
    get dead() {
        return this.#dead;
    }
    start(job, nowMs) {
        return this.#enter(() => this.#core.Run.start(job, nowMs));
    }
    resume(run, ...input) {
        return this.#enter(() => run.resume(...input));
    }
    /** After a trap nothing is freed: the memory goes with the instance. */
    free(run) {
        if (this.#dead)
            return;
        try {
            this.#enter(() => run.free());
        }
        catch {
            // The trap is noted; the run had its ending before.
        }
    }
    #enter(call) {
        if (this.#dead)
            throw new TrapError("the core's instance has trapped");
        try {
            return call();
        }
        catch (thrown) {
            if (!(thrown instanceof WebAssembly.RuntimeError))
                throw thrown;
            this.#dead = true;
            logError({ event: "core trapped", reason: thrown.message });
            throw new TrapError(thrown.message);
        }
    }
}
/** The instance trapped, in this run or in another one. */
export class TrapError extends Error {
}
const create = { core: createCore, background: createBackground, admin: createAdmin, bulk: createBulk };
// Code and free memory only: a run's data leave it with the run.
const current = {};
/** The process's instance of a module: compiled on first use, replaced after a trap by one with its own glue and memory. */
export function instance(module) {
    const before = current[module];
    if (before !== undefined && !before.dead)
        return before;
    if (before !== undefined)
        logChange({ event: "core replaced", module });
    const made = new Instance(create[module]());
    current[module] = made;
    return made;
}
