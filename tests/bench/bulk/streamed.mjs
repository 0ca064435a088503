// One process that reads a file as a stream, makes its bodies and lets go of them; with no file, none of it. Prints the
// most memory that the process had, in MB.
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { inputs } from "./table.mjs";

/** What is read at once. */
const RANGE = 256 * 1024;

/** What a body of the measured files has at most. */
const BODY_MAX = 512 * 1024;

const [, , module, file] = process.argv;
if (module !== undefined && file !== undefined) {
  const core = createRequire(import.meta.url)(module).createCore();
  const converter = core.FileToBodies.compile(JSON.stringify(inputs));
  const descriptor = openSync(file, "r");
  const range = Buffer.alloc(RANGE);
  const body = new Uint8Array(BODY_MAX);
  converter.begin();
  for (;;) {
    const length = readSync(descriptor, range);
    if (length === 0) break;
    converter.push(range.subarray(0, length));
    while (converter.body(body) > 0);
  }
  converter.end();
  while (converter.body(body) > 0);
  closeSync(descriptor);
}
// What the system counts for a process begins with what the one had that started it; this begins with the program.
const peak = existsSync("/proc/self/status") ? /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] : undefined;
console.log(Number(peak ?? process.resourceUsage().maxRSS) / 1024);
