// Other people's clients against the sandbox. Ends with `N passed, N failed, N skipped`; where Python's clients cannot
// be had, says so in a line `NOT RUN: reason` and exits with 77.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { preparePython } from "./python.mjs";
import { sandboxProgram } from "./sandbox.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const NOT_RUN = 77;

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} */
function runNode() {
  const directory = mkdtempSync(path.join(tmpdir(), "weftline-conformance-"));
  try {
    const summary = path.join(directory, "summary.tap");
    const files = readdirSync(HERE).filter((name) => name.endsWith(".test.mjs")).map((name) => path.join(HERE, name));
    const reporters = [
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      "--test-reporter=tap",
      `--test-reporter-destination=${summary}`,
    ];
    const { status } = spawnSync(process.execPath, ["--test", ...reporters, ...files], { stdio: "inherit" });
    const tap = readFileSync(summary, "utf8");
    const count = (/** @type {string} */ name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(tap)?.[1] ?? 0);
    const counts = {
      passed: count("pass"),
      failed: count("fail") + count("cancelled"),
      skipped: count("skipped") + count("todo"),
    };
    return status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} python
 * @returns {Counts}
 */
function runPython(python) {
  const { status, stderr } = spawnSync(python, ["-B", "-m", "unittest", "discover", "--verbose", "--start-directory", HERE], {
    encoding: "utf8",
    stdio: ["ignore", "inherit", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  process.stdout.write(stderr);
  const number = (/** @type {RegExp} */ pattern) => Number(pattern.exec(stderr)?.[1] ?? 0);
  const skipped = number(/^(?:OK|FAILED) \(.*skipped=(\d+)/m);
  const failed = number(/^FAILED \(.*failures=(\d+)/m) + number(/^FAILED \(.*errors=(\d+)/m);
  const passed = Math.max(number(/^Ran (\d+) tests? in /m) - failed - skipped, 0);
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1), skipped };
}

sandboxProgram();
const counts = [runNode()];
const prepared = preparePython();
if ("python" in prepared) counts.push(runPython(prepared.python));
else console.log(`NOT RUN: the clients in Python need one with pip and its package index; ${prepared.missing}`);
const sum = (/** @type {keyof Counts} */ name) => counts.reduce((total, each) => total + each[name], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
if (sum("failed") > 0) process.exitCode = 1;
else if ("missing" in prepared) process.exitCode = NOT_RUN;
