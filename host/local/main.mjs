// The local host: the bundle that Forge's own bundler made, run on a laptop against the sandbox, with the pages in
// frames under Forge's content security policy. Never shipped.
import { fstatSync } from "node:fs";
import { startHost } from "./host.mjs";
import { readManifest } from "./manifest.mjs";
import { readOptions, USAGE } from "./options.mjs";

if (process.argv.includes("--help")) {
  console.log(USAGE);
  process.exit(0);
}

try {
  await start();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}

async function start() {
  const options = readOptions(process.argv.slice(2), process.env);
  const starting = readManifest(new URL("../../manifest.yml", import.meta.url)).then((manifest) => startHost(options, manifest));
  /** @type {Promise<void> | undefined} */
  let ending;
  const end = () => {
    ending ??= starting.then((host) => host.end()).then(() => process.exit(0));
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, end);
  // Whoever started this is gone when a pipe from it closes; a terminal or nothing at all says nothing of the kind.
  if (fstatSync(0).isFIFO() || fstatSync(0).isSocket()) {
    process.stdin.on("close", end);
    process.stdin.resume();
  }
  const { port } = await starting;
  console.log(`ready http://127.0.0.1:${port}/`);
}
