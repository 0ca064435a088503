import { invocations } from "./invocation.mjs";

/**
 * Watches the core from outside, where the bundle cannot tell: which instances of the wasm module it makes, and how
 * many turns each run takes.
 * @param {(notice: import("./messages.mjs").Notice) => void} tell
 */
export function watchCore(tell) {
  const Real = WebAssembly.Instance;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  let made = 0;

  class Watched {
    /**
     * @param {WebAssembly.Module} module
     * @param {WebAssembly.Imports} [imports]
     */
    constructor(module, imports) {
      const { exports } = new Real(module, imports);
      made += 1;
      memory = /** @type {WebAssembly.Memory} */ (exports["memory"]);
      tell({ kind: "instance", number: made });
      this.exports = Object.fromEntries(
        Object.entries(exports).map(([name, value]) => [name, name === "run_resume" ? counted(value) : value]),
      );
    }
  }

  /** @param {WebAssembly.ExportValue} resume */
  function counted(resume) {
    const call = /** @type {(...values: unknown[]) => unknown} */ (resume);
    return (/** @type {unknown[]} */ ...values) => {
      const invocation = invocations.getStore();
      if (invocation !== undefined) tell({ kind: "turn", id: invocation.id });
      return call(...values);
    };
  }

  Object.assign(WebAssembly, { Instance: Watched });
  return {
    /** Overwrites the memory of the newest instance, so that whatever enters it next traps. */
    corrupt() {
      if (memory !== undefined) new Uint8Array(memory.buffer).fill(0xff);
    },
  };
}
