import { AsyncLocalStorage } from "node:async_hooks";

/** @typedef {import("./messages.mjs").Invoke & { endsAtMs: number, ended: AbortController }} Invocation */

/** Which invocation the running code belongs to. */
export const invocations = /** @type {AsyncLocalStorage<Invocation>} */ (new AsyncLocalStorage());

/**
 * Sets `__forge_runtime__`: what Forge's packages ask about the invocation they run in. `kvs` stays unset, since it
 * would switch the storage package to another protocol.
 * @param {import("./messages.mjs").AppIdentity} app
 */
export function installRuntime(app) {
  Object.defineProperty(globalThis, "__forge_runtime__", {
    get() {
      const invocation = invocations.getStore();
      return invocation === undefined ? undefined : runtimeOf(app, invocation);
    },
  });
}

/**
 * @param {import("./messages.mjs").AppIdentity} app
 * @param {Invocation} invocation
 */
function runtimeOf(app, invocation) {
  return {
    appContext: {
      appId: app.appId.split("/").at(-1),
      appVersion: "0.1.0",
      environmentId: app.environmentId,
      environmentType: "DEVELOPMENT",
      invocationId: String(invocation.id),
      installationId: app.installationId,
      functionKey: invocation.functionKey,
      moduleType: "",
      moduleKey: invocation.moduleKey,
    },
    contextAri: `ari:cloud:jira::site/${app.cloudId}`,
    aaid: invocation.account,
    tracing: { traceId: invocation.id.toString(16).padStart(32, "0"), spanId: "0000000000000001" },
    // Called unbound by @forge/api.
    lambdaContext: { getRemainingTimeInMillis: () => Math.max(0, invocation.endsAtMs - Date.now()) },
    metrics: {
      counter: () => ({ incr() {} }),
      timing: () => ({ measure: () => ({ stop() {} }) }),
      gauge: () => ({ set() {} }),
    },
    externalAuth: [],
    proxy: { token: "", url: "" },
    featureFlags: () => ({}),
  };
}
