/** @typedef {import("./recorder.mjs").Exchange} Exchange */

/**
 * What one invocation of the app did.
 * @typedef {object} Invocation
 * @property {number} id
 * @property {string} label the call's or event's name
 * @property {string} module
 * @property {string | undefined} account
 * @property {number} startedMs
 * @property {number | undefined} ms none while it runs
 * @property {string | undefined} outcome `ok`, a failure's code, or Forge's error; none while it runs
 * @property {number} turns of the core's loop
 * @property {{ salesforce: number, jira: number, forge: number }} calls
 * @property {number} bytesOut sent by the app
 * @property {number} bytesIn received by the app
 */

/** @typedef {{ kind: "invocation", invocation: Invocation } | { kind: "exchange", exchange: Exchange }} News */

/** @typedef {{ turns: number, calls: Invocation["calls"] }} Sum */

const KEPT = 200;
const NEWS_KEPT = 300;

/** The traffic between the app and the world: what the laptop page shows and tests count. */
export class Traffic {
  /** @type {Map<number, Invocation>} */
  #invocations = new Map();
  /** @type {News[]} */
  #news = [];
  /** @type {Set<(news: News) => void>} */
  #listeners = new Set();
  #recorder;
  #instances = 0;
  #coreBytes = 0;
  /** @type {Map<string, Sum>} */
  #sums = new Map();
  /** @type {Map<number, string>} the labels of those that run */
  #running = new Map();

  /** @param {import("./recorder.mjs").Recorder} recorder */
  constructor(recorder) {
    this.#recorder = recorder;
  }

  /**
   * @param {number} id
   * @param {import("./runtime/app.mjs").Wanted} wanted
   */
  begin(id, { label, moduleKey, account }) {
    const invocation = {
      id,
      label,
      module: moduleKey,
      account,
      startedMs: Date.now(),
      ms: undefined,
      outcome: undefined,
      turns: 0,
      calls: { salesforce: 0, jira: 0, forge: 0 },
      bytesOut: 0,
      bytesIn: 0,
    };
    this.#invocations.set(id, invocation);
    this.#running.set(id, label);
    for (const oldest of this.#invocations.keys()) {
      if (this.#invocations.size <= KEPT) break;
      this.#invocations.delete(oldest);
    }
    this.#tell({ kind: "invocation", invocation });
  }

  /** @param {Exchange} exchange */
  exchange(exchange) {
    this.#sum(exchange.invocation).calls[exchange.to] += 1;
    const invocation = this.#invocations.get(exchange.invocation);
    if (invocation !== undefined) {
      invocation.calls[exchange.to] += 1;
      invocation.bytesOut += exchange.bytesOut ?? 0;
      invocation.bytesIn += exchange.bytesIn ?? 0;
    }
    this.#tell({ kind: "exchange", exchange: this.#recorder.add(exchange) });
  }

  /** @param {number} id */
  turn(id) {
    this.#sum(id).turns += 1;
    const invocation = this.#invocations.get(id);
    if (invocation !== undefined) invocation.turns += 1;
  }

  instance() {
    this.#instances += 1;
  }

  /** @param {number} bytes how large the memories of the core's instances are together */
  memory(bytes) {
    this.#coreBytes = Math.max(this.#coreBytes, bytes);
  }

  /**
   * @param {number} id
   * @param {import("./runtime/messages.mjs").Result} result
   */
  end(id, result) {
    this.#running.delete(id);
    const invocation = this.#invocations.get(id);
    if (invocation === undefined) return;
    invocation.ms = Date.now() - invocation.startedMs;
    invocation.outcome = outcomeOf(result);
    this.#tell({ kind: "invocation", invocation });
  }

  /** Everything since the last reset: the latest invocations, and sums over all, also by what was invoked. */
  counts() {
    const sums = [...this.#sums.values()];
    const sum = (/** @type {(of: Sum) => number} */ of) => sums.reduce((all, one) => all + of(one), 0);
    return {
      invocations: [...this.#invocations.values()],
      labels: Object.fromEntries(this.#sums),
      coreInstances: this.#instances,
      coreBytesMax: this.#coreBytes,
      turns: sum(({ turns }) => turns),
      calls: {
        salesforce: sum(({ calls }) => calls.salesforce),
        jira: sum(({ calls }) => calls.jira),
        forge: sum(({ calls }) => calls.forge),
      },
    };
  }

  /** The latest news, for who begins to listen. */
  latest() {
    return this.#news;
  }

  reset() {
    this.#invocations.clear();
    this.#sums.clear();
    this.#instances = 0;
    this.#coreBytes = 0;
  }

  /**
   * @param {(news: News) => void} listener
   * @returns {() => void} ends it
   */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @param {number} id
   * @returns {Sum}
   */
  #sum(id) {
    const label = this.#running.get(id) ?? "";
    let sum = this.#sums.get(label);
    if (sum === undefined) this.#sums.set(label, (sum = { turns: 0, calls: { salesforce: 0, jira: 0, forge: 0 } }));
    return sum;
  }

  /** @param {News} news */
  #tell(news) {
    this.#news = [...this.#news, structuredClone(news)].slice(-NEWS_KEPT);
    for (const listener of this.#listeners) listener(news);
  }
}

/** @param {import("./runtime/messages.mjs").Result} result */
function outcomeOf(result) {
  if (!result.success) return result.error.errorType;
  const answer = /** @type {{ kind?: string, failure?: { code: string } } | null | undefined} */ (result.body);
  return answer?.kind === "failed" && answer.failure !== undefined ? answer.failure.code : "ok";
}
