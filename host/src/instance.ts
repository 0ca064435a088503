import { createCore as createAdmin } from "./core/admin";
import { createCore as createBackground } from "./core/background";
import { createCore as createBulk } from "./core/bulk";
import { createCore, type Core, type Run } from "./core/core";
import { logChange, logError } from "./log";

/**
 * One instance of the core. A trap leaves its memory in an unknown state, so it is never entered again: every run that
 * lives in it has failed with it.
 */
export class Instance {
  readonly #core: Core;
  #dead = false;

  constructor(core: Core) {
    this.#core = core;
  }

  get dead(): boolean {
    return this.#dead;
  }

  start(job: string, nowMs: number): Run {
    return this.#enter(() => this.#core.Run.start(job, nowMs));
  }

  resume(run: Run, ...input: Parameters<Run["resume"]>): ReturnType<Run["resume"]> {
    return this.#enter(() => run.resume(...input));
  }

  /** After a trap nothing is freed: the memory goes with the instance. */
  free(run: Run): void {
    if (this.#dead) return;
    try {
      this.#enter(() => run.free());
    } catch {
      // The trap is noted; the run had its ending before.
    }
  }

  #enter<T>(call: () => T): T {
    if (this.#dead) throw new TrapError("the core's instance has trapped");
    try {
      return call();
    } catch (thrown) {
      if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown;
      this.#dead = true;
      logError({ event: "core trapped", reason: thrown.message });
      throw new TrapError(thrown.message);
    }
  }
}

/** The instance trapped, in this run or in another one. */
export class TrapError extends Error {}

/** Which module: the flows of the panel, those that nobody waits for, those of the admin page, or those that create cases from files. */
export type Module = "core" | "background" | "admin" | "bulk";

const create: Record<Module, () => Core> = { core: createCore, background: createBackground, admin: createAdmin, bulk: createBulk };

// Code and free memory only: a run's data leave it with the run.
const current: Partial<Record<Module, Instance>> = {};

/** The process's instance of a module: compiled on first use, replaced after a trap by one with its own glue and memory. */
export function instance(module: Module): Instance {
  const before = current[module];
  if (before !== undefined && !before.dead) return before;
  if (before !== undefined) logChange({ event: "core replaced", module });
  const made = new Instance(create[module]());
  current[module] = made;
  return made;
}
