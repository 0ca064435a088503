// The core from nothing to its first answer, beside loading what a JavaScript team would do the same work with. Each
// sample is a fresh process; the contenders take turns, so that what the machine does meanwhile hits all alike.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROUNDS = 31;
const ENGINES = ["jsonata", "json-rules-engine", "luxon", "papaparse"];
const core = fileURLToPath(new URL("../../host/src/core/core.cjs", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

const load = (/** @type {string[]} */ names) => names.map((name) => `require(${JSON.stringify(name)});`).join("");
/** @type {Record<string, string>} */
const contenders = {
  core: `require(${JSON.stringify(core)}).createCore().planner_version();`,
  engines: load(ENGINES),
  ...Object.fromEntries(ENGINES.map((name) => [name, load([name])])),
};

/** @type {Map<string, number[]>} */
const samples = new Map(Object.keys(contenders).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, code] of Object.entries(contenders)) {
    const script = `const begun = process.hrtime.bigint(); ${code} console.log(Number(process.hrtime.bigint() - begun) / 1e6);`;
    const ms = Number(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }));
    // The first round fills the disk cache.
    if (round > 0) samples.get(name)?.push(ms);
  }
}

/** @param {string} name */
function median(name) {
  const sorted = (samples.get(name) ?? []).toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

console.log(
  JSON.stringify([
    {
      name: "decode, compile and instantiate the core, median of fresh processes",
      unit: "ms",
      value: median("core"),
      peers: [{ name: `require ${ENGINES.join(", ")} together`, value: median("engines") }],
      goal: { ratioAtMost: 0.25 },
    },
    {
      name: "the same, beside each engine alone",
      unit: "ms",
      value: median("core"),
      peers: ENGINES.map((name) => ({ name, value: median(name) })),
    },
  ]),
);
