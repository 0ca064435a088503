/** @typedef {import("./runtime/app.mjs").App} App */

const WAIT_MS = 20_000;

/**
 * What the platform wants delivered to the app.
 * @typedef {{ id: string, kind: "queue" | "event" | "schedule" | "webtrigger", functionKey: string, moduleKey?: string, body: any }} Delivery
 */

/** How many deliveries are handled side by side. */
const RUNNING_MAX = 32;

/**
 * Hands the platform's deliveries to the app until `signal` ends it, and tells the app when the world's clock is moved.
 * @param {string} forge the sandbox's Forge services
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function deliver(forge, app, signal) {
  /** @type {Set<Promise<void>>} */
  const running = new Set();
  /** @type {number | undefined} by how much the clock had been moved when it was looked at last */
  let known;
  while (!signal.aborted) {
    try {
      const wait = known === undefined ? "wait_ms=0&advanced_ms=0" : `wait_ms=${WAIT_MS}&advanced_ms=${known}`;
      const response = await fetch(`${forge}/deliveries?${wait}`, { signal });
      const { deliveries, advancedMs = 0 } = /** @type {{ deliveries: Delivery[], advancedMs?: number }} */ (await response.json());
      if (known !== undefined && advancedMs !== known) await app.advance(advancedMs - known);
      known = advancedMs;
      for (const delivery of deliveries) {
        const handled = handOver(forge, app, delivery, signal)
          .catch((thrown) => complain(thrown, signal))
          .finally(() => running.delete(handled));
        running.add(handled);
      }
      if (running.size >= RUNNING_MAX) await Promise.race(running);
    } catch (thrown) {
      complain(thrown, signal);
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  await Promise.all(running);
}

/**
 * @param {unknown} thrown
 * @param {AbortSignal} signal
 */
function complain(thrown, signal) {
  if (!signal.aborted) console.error("deliveries:", thrown instanceof Error ? thrown.message : thrown);
}

/**
 * @param {string} forge
 * @param {App} app
 * @param {Delivery} delivery
 * @param {AbortSignal} signal
 */
async function handOver(forge, app, { id, kind, functionKey, moduleKey, body }, signal) {
  const label = body?.body?.kind ?? body?.eventType ?? kind;
  const result = await app.invoke({ functionKey, moduleKey: moduleKey ?? "", account: undefined, body, label, delivery: id });
  // What was broken off by the end is not settled: the platform delivers it again.
  if (signal.aborted) return;
  await fetch(`${forge}/deliveries/${encodeURIComponent(id)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(settlement(kind, result)),
  });
}

/**
 * @param {Delivery["kind"]} kind
 * @param {import("./runtime/messages.mjs").Result} result
 */
function settlement(kind, result) {
  if (!result.success) return { outcome: "failed", reason: result.error.errorType };
  const answer = /** @type {any} */ (result.body);
  if (answer?._retry === true) {
    const { retryAfter, retryReason, retryData } = answer.retryOptions ?? {};
    return { outcome: "retry", retryAfterSeconds: retryAfter, retryReason, retryData };
  }
  return kind === "webtrigger" ? { outcome: "done", response: answer } : { outcome: "done" };
}
