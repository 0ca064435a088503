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

// Code and free memory only: a run's data leave it with the run.
let current: Instance | undefined;

/** The process's instance: compiled on first use, replaced after a trap by one with its own glue and memory. */
export function instance(): Instance {
  if (current !== undefined && !current.dead) return current;
  if (current !== undefined) logChange({ event: "core replaced" });
  current = new Instance(createCore());
  return current;
}
