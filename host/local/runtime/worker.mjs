// The process in which Forge runs the app, as a thread: its own globals, its own memory. The globals stand before the
// bundle is loaded, because the packages in it capture them at import.
import { createRequire } from "node:module";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { installDoors } from "./doors.mjs";
import { invocations, installRuntime } from "./invocation.mjs";
import { watchCore } from "./watch-core.mjs";

/** @typedef {import("./messages.mjs").Order} Order */

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
const tell = (/** @type {import("./messages.mjs").Notice} */ notice) => port.postMessage(notice);

// The app lives in the world's time, which can be moved.
let movedMs = 0;
const machineNow = Date.now;
Date.now = () => machineNow() + movedMs;

installRuntime(workerData.app);
installDoors(workerData, tell);
const core = watchCore(tell);
/** @type {Map<number, import("./invocation.mjs").Invocation>} */
const running = new Map();
/** @type {{ main: (invocation: { handler: string, body: unknown, context: unknown }) => Promise<import("./messages.mjs").Result> }} */
const bundle = createRequire(import.meta.url)(path.join(workerData.bundle, "__forge__.cjs"));

port.on("message", (/** @type {Order} */ order) => {
  switch (order.kind) {
    case "invoke": {
      const { id, handler, body, context } = order;
      const invocation = { ...order, endsAtMs: Date.now() + order.timeoutMs, ended: new AbortController() };
      running.set(id, invocation);
      void invocations.run(invocation, async () => {
        const result = await bundle.main({ handler, body, context });
        running.delete(id);
        tell({ kind: "result", id, result });
      });
      return;
    }
    case "advance":
      movedMs += order.byMs;
      return;
    case "end": {
      const invocation = running.get(order.id);
      if (invocation === undefined) return;
      invocation.endsAtMs = 0;
      invocation.ended.abort(new Error("the platform has ended this invocation"));
      return;
    }
    case "corruptCore":
      core.corrupt();
      return;
  }
});
tell({ kind: "loaded" });
