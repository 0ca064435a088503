import { Worker } from "node:worker_threads";

/** @typedef {import("./messages.mjs").Notice} Notice */
/** @typedef {import("./messages.mjs").Result} Result */
/** @typedef {import("../traffic.mjs").Traffic} Traffic */

/** Forge's limits on what a page sends and gets. */
const PAYLOAD_BYTES_MAX = 500 * 1024;
const RESULT_BYTES_MAX = 5 * 1024 * 1024;

/**
 * An invocation, as the product or the platform asks for it.
 * @typedef {object} Wanted
 * @property {string} functionKey
 * @property {string} moduleKey
 * @property {string | undefined} account
 * @property {unknown} body
 * @property {string} label what people call it: a call's name, an event's
 * @property {string} [delivery] the platform's delivery that it handles
 */

/** The app: its bundle in a thread, invoked as Forge invokes it. */
export class App {
  #data;
  #manifest;
  #traffic;
  /** @type {Promise<Worker> | undefined} */
  #worker;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #invocation = 0;

  /**
   * @param {import("./messages.mjs").WorkerData} data
   * @param {import("../manifest.mjs").Manifest} manifest
   * @param {Traffic} traffic
   */
  constructor(data, manifest, traffic) {
    this.#data = data;
    this.#manifest = manifest;
    this.#traffic = traffic;
  }

  /**
   * @param {Wanted} wanted
   * @returns {Promise<Result>}
   */
  async invoke(wanted) {
    const appFunction = this.#manifest.functions.get(wanted.functionKey);
    if (appFunction === undefined) return failure("INVALID_FUNCTION", `the manifest names no function \`${wanted.functionKey}\``);
    if (payloadBytes(wanted.body) > PAYLOAD_BYTES_MAX) return failure("PAYLOAD_TOO_LARGE", "a page may send 500 KB");
    const worker = await this.#start();
    this.#invocation += 1;
    const id = this.#invocation;
    this.#traffic.begin(id, wanted);
    const { timeoutMs } = appFunction;
    const result = await new Promise((/** @type {(result: Result) => void} */ resolve) => {
      this.#waiting.set(id, new Waiting(timeoutMs, resolve, () => worker.postMessage({ kind: "end", id })));
      worker.postMessage({
        kind: "invoke",
        id,
        functionKey: wanted.functionKey,
        handler: appFunction.handler,
        moduleKey: wanted.moduleKey,
        account: wanted.account,
        body: wanted.body,
        context: this.#context(wanted.account),
        timeoutMs,
        delivery: wanted.delivery,
      });
    });
    this.#waiting.delete(id);
    const answer = limited(result);
    this.#traffic.end(id, answer);
    return answer;
  }

  /**
   * Lets time pass for what runs: the world's clock was moved forward by so much.
   * @param {number} byMs
   */
  async advance(byMs) {
    (await this.#start()).postMessage({ kind: "advance", byMs });
    for (const waiting of this.#waiting.values()) waiting.advance(byMs);
  }

  /** Overwrites the memory of the core's newest instance: its next turn traps. For tests. */
  async corruptCore() {
    (await this.#start()).postMessage({ kind: "corruptCore" });
  }

  async close() {
    await (await this.#worker)?.terminate();
  }

  /** @param {string | undefined} account */
  #context(account) {
    return {
      installContext: `ari:cloud:jira::site/${this.#data.app.cloudId}`,
      principal: account === undefined ? undefined : { accountId: account },
    };
  }

  /** @returns {Promise<Worker>} */
  #start() {
    this.#worker ??= new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
        workerData: this.#data,
        stdout: true,
        stderr: true,
      });
      worker.stdout.pipe(process.stderr, { end: false });
      worker.stderr.pipe(process.stderr, { end: false });
      worker.on("message", (/** @type {Notice} */ notice) => {
        if (notice.kind === "loaded") resolve(worker);
        else this.#hear(notice);
      });
      worker.once("error", (error) => {
        reject(error);
        console.error(error);
      });
      worker.once("exit", () => this.#ended());
    });
    return this.#worker;
  }

  /** @param {Exclude<Notice, { kind: "loaded" }>} notice */
  #hear(notice) {
    switch (notice.kind) {
      case "result":
        this.#waiting.get(notice.id)?.settle(notice.result);
        return;
      case "exchange":
        this.#traffic.exchange(notice.exchange);
        return;
      case "turn":
        this.#traffic.turn(notice.id);
        return;
      case "instance":
        this.#traffic.instance();
        return;
      case "memory":
        this.#traffic.memory(notice.bytes);
        return;
    }
  }

  #ended() {
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) waiting.settle(failure("FUNCTION_PLATFORM_UNKNOWN_ERROR", "the app's process ended"));
  }
}

/** A result that is waited for as long as the function may run, by the world's clock. */
class Waiting {
  #timeoutMs;
  #settle;
  #kill;
  #untilMs;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {number} timeoutMs
   * @param {(result: Result) => void} settle
   * @param {() => void} kill
   */
  constructor(timeoutMs, settle, kill) {
    this.#timeoutMs = timeoutMs;
    this.#settle = settle;
    this.#kill = kill;
    this.#untilMs = Date.now() + timeoutMs;
    this.#wait();
  }

  /** @param {Result} result */
  settle(result) {
    clearTimeout(this.#timer);
    this.#settle(result);
  }

  /** @param {number} byMs */
  advance(byMs) {
    this.#untilMs -= byMs;
    clearTimeout(this.#timer);
    this.#wait();
  }

  #wait() {
    this.#timer = setTimeout(
      () => {
        this.#settle(failure("FUNCTION_TIME_OUT", `no result within ${this.#timeoutMs} ms`));
        this.#kill();
      },
      Math.max(0, this.#untilMs - Date.now()),
    );
  }
}

/** @param {unknown} body a resolver's, or of another handler */
function payloadBytes(body) {
  const { call } = /** @type {{ call?: { payload?: unknown } }} */ (body);
  return call === undefined ? 0 : bytes(call.payload);
}

/** @param {Result} result */
function limited(result) {
  const tooLarge = result.success && bytes(result.body) > RESULT_BYTES_MAX;
  return tooLarge ? failure("RESULT_TOO_LARGE", "a result may have 5 MB") : result;
}

/** @param {unknown} value */
function bytes(value) {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

/**
 * @param {string} errorType
 * @param {string} errorMessage
 * @returns {Extract<Result, { success: false }>}
 */
function failure(errorType, errorMessage) {
  return { success: false, error: { errorType, errorMessage } };
}
