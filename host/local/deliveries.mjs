/** @typedef {import("./runtime/app.mjs").App} App */

const WAIT_MS = 20_000;

/**
 * What the platform wants delivered to the app.
 * @typedef {{ id: string, kind: "queue" | "event" | "schedule" | "webtrigger", functionKey: string, moduleKey?: string, body: any }} Delivery
 */

/**
 * Hands the platform's deliveries to the app until `signal` ends it.
 * @param {string} forge the sandbox's Forge services
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function deliver(forge, app, signal) {
  while (!signal.aborted) {
    try {
      const response = await fetch(`${forge}/deliveries?wait_ms=${WAIT_MS}`, { signal });
      const { deliveries } = /** @type {{ deliveries: Delivery[] }} */ (await response.json());
      await Promise.all(deliveries.map((delivery) => handOver(forge, app, delivery, signal)));
    } catch (thrown) {
      if (signal.aborted) return;
      console.error("deliveries:", thrown instanceof Error ? thrown.message : thrown);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/**
 * @param {string} forge
 * @param {App} app
 * @param {Delivery} delivery
 * @param {AbortSignal} signal
 */
async function handOver(forge, app, { id, kind, functionKey, moduleKey, body }, signal) {
  const label = body?.body?.kind ?? body?.eventType ?? kind;
  const result = await app.invoke({ functionKey, moduleKey: moduleKey ?? "", account: undefined, body, label });
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
