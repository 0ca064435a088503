// From the bytes of a CSV file to the bodies of the requests that create its rows, 200 records each: the compiled module,
// with every check of every cell, against CSV parsers with the same mapping and `JSON.stringify`, which check nothing.
// Every body of every contender is compared before anything is measured. The file comes in ranges of 256 KiB, and
// its bodies go into six buffers that are used in turn, as many as may be in flight; the parsers get it whole, as text,
// which is their fastest way.
//
// Beside it: what crossing the boundary costs, what looking at each byte and what finding the fields costs, the same
// natively, and how much memory a stream takes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure } from "./paired.mjs";
import { peers } from "./bulk/peers.mjs";
import { inputs, pieces } from "./bulk/table.mjs";

const RANGE = 256 * 1024;
/** What a body of the measured files has at most. */
const BODY_MAX = 512 * 1024;
/** Rows, whether all cells are quoted, how many times faster than the fastest peer it should be, rounds. */
const FILES = /** @type {const} */ ([
  ["100 rows", 100, false, 6, 41],
  ["10,000 rows", 10_000, false, 8, 15],
  ["10,000 rows, all quoted", 10_000, true, 12, 15],
  ["200,000 rows", 200_000, false, 8, 3],
]);
/** MB over a bare process, whatever the size. */
const MEMORY_MAX = 25;

const module = process.env.WEFTLINE_BENCH_MODULE;
const native = process.env.WEFTLINE_BULK_BENCH;
if (module === undefined || native === undefined) throw new Error("WEFTLINE_BENCH_MODULE and WEFTLINE_BULK_BENCH are not set");
const core = createRequire(import.meta.url)(module).createCore();
const converter = core.FileToBodies.compile(JSON.stringify(inputs));

/** As many as are in flight: a body is good until five others are made. */
const buffers = Array.from({ length: 6 }, () => new Uint8Array(BODY_MAX));
let turn = 0;

/** @type {import("./bulk/peers.mjs").ToBodies} */
function weftline(file, take) {
  const give = () => {
    for (;;) {
      const buffer = buffers[turn];
      if (buffer === undefined) throw new Error("there is no such buffer");
      const length = converter.body(buffer);
      if (length === 0) break;
      if (length > BODY_MAX) throw new Error("a body is too long");
      take(buffer.subarray(0, length));
      turn = (turn + 1) % buffers.length;
    }
  };
  converter.begin();
  for (let at = 0; at < file.length; at += RANGE) {
    converter.push(file.subarray(at, at + RANGE));
    give();
  }
  converter.end();
  give();
}

const contenders = { weftline, ...peers };
const directory = mkdtempSync(join(tmpdir(), "weftline-bulk-"));
try {
  console.log(JSON.stringify(await figures()));
} finally {
  rmSync(directory, { recursive: true });
}

async function figures() {
  /** @type {{ name: string, unit: string, value: number, peers?: { name: string, value: number }[], goal?: unknown }[]} */
  const figures = [];
  const setup = join(directory, "inputs.json");
  writeFileSync(setup, JSON.stringify(inputs));
  for (const [title, rows, quoted, goal, rounds] of FILES) {
    const path = join(directory, "file.csv");
    const descriptor = openSync(path, "w");
    for (const piece of pieces(rows, quoted)) writeSync(descriptor, piece);
    closeSync(descriptor);
    const file = Buffer.concat([...pieces(rows, quoted)]);
    const bytes = agreed(file, title);
    const work = Object.entries(contenders).map(([name, toBodies]) => [name, (/** @type {Uint8Array} */ of) => toBodies(of, () => {})]);
    const beside = {
      "copied in and out": (/** @type {Uint8Array} */ of) => ranged(of, core.copy),
      "each byte looked at": (/** @type {Uint8Array} */ of) => ranged(of, core.scan),
      "fields found": (/** @type {Uint8Array} */ of) => ranged(of, core.fields),
    };
    const times = await measure({ ...Object.fromEntries(work), ...beside }, [file], rounds);
    const speed = (/** @type {string} */ name) => file.length / (times[name] ?? NaN);
    const [natively] = JSON.parse(execFileSync(native ?? "", [setup, path], { encoding: "utf8" }));
    assert.equal(natively.bytes, bytes, "natively");
    const best = Object.keys(peers).reduce((one, other) => (speed(one) > speed(other) ? one : other));
    const peer = (/** @type {string} */ name) => ({ name, value: speed(name) });
    const value = speed("weftline");
    const size = `${(file.length / 1e6).toFixed(file.length > 1e6 ? 1 : 2)} MB`;
    figures.push(
      { name: `${title}, ${size}, to bodies`, unit: "MB/s", value, peers: [peer(best)], goal: { ratioAtLeast: goal } },
      { name: "the same, beside the others", unit: "MB/s", value, peers: Object.keys(peers).filter((name) => name !== best).map(peer) },
      { name: "the same, beside parts of it", unit: "MB/s", value, peers: [...Object.keys(beside).map(peer), { name: "all of it natively", value: file.length / 1e3 / natively.ms }] },
    );
    if (rows === 200_000 || rows === 10_000 && !quoted) {
      const over = memory(path) - memory();
      figures.push({ name: `${title} as a stream, memory over a bare process`, unit: "MB", value: over, goal: { atMost: MEMORY_MAX } });
    }
  }
  return figures;
}

/**
 * Every contender's bodies are the same. Gives how many bytes they have.
 * @param {Buffer} file
 * @param {string} title
 */
function agreed(file, title) {
  /** @type {{ count: number, bytes: number, digest: string } | undefined} */
  let expected;
  for (const [name, toBodies] of Object.entries(contenders)) {
    const hash = createHash("sha256");
    let [count, bytes] = [0, 0];
    toBodies(file, (body) => {
      count += 1;
      bytes += Buffer.byteLength(body);
      hash.update(body).update("\n");
    });
    const made = { count, bytes, digest: hash.digest("hex") };
    assert.deepEqual(made, (expected ??= made), `${name}: ${title}`);
  }
  assert.equal(converter.refused(), 0);
  return expected?.bytes ?? 0;
}

/**
 * @param {Uint8Array} file
 * @param {(range: Uint8Array) => unknown} work
 */
function ranged(file, work) {
  for (let at = 0; at < file.length; at += RANGE) work(file.subarray(at, at + RANGE));
}

/** The most memory of a process that makes the bodies of a file, or does nothing: the least of three. @param {string} [path] */
function memory(path) {
  const streamed = fileURLToPath(new URL("bulk/streamed.mjs", import.meta.url));
  const once = () => Number(execFileSync(process.execPath, [streamed, ...(path === undefined ? [] : [module ?? "", path])], { encoding: "utf8" }));
  return Math.min(once(), once(), once());
}
