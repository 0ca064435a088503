import { invocations } from "./invocation.mjs";

/**
 * Watches the core from outside, where the bundle cannot tell: which instances of the wasm modules it makes, how many
 * turns each run takes, and how large their memories grow.
 * @param {(notice: import("./messages.mjs").Notice) => void} tell
 */
export function watchCore(tell) {
  const Real = WebAssembly.Instance;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  let known = 0;
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
      memories.push(memory);
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
      try {
        return call(...values);
      } finally {
        grown();
      }
    };
  }

  function grown() {
    const bytes = memories.reduce((all, { buffer }) => all + buffer.byteLength, 0);
    if (bytes > known) tell({ kind: "memory", bytes: (known = bytes) });
  }

  Object.assign(WebAssembly, { Instance: Watched });
  return {
    /** Overwrites the memory of the newest instance, so that whatever enters it next traps. */
    corrupt() {
      if (memory !== undefined) new Uint8Array(memory.buffer).fill(0xff);
    },
  };
}
