"use strict";
// usage: node host/local/forge/gate.cjs OUTDIR
// Loads the bundle in OUTDIR and asserts that it exports every handler that the manifest names. A bundle can lose its
// exports without an error: a static import of wasm or a top-level await does that.
const path = require("node:path");

const outDirectory = process.argv[2] === undefined ? undefined : path.resolve(process.argv[2]);
if (outDirectory === undefined) {
  console.error("usage: node host/local/forge/gate.cjs OUTDIR");
  process.exit(2);
}
process.chdir(path.resolve(__dirname, "../../.."));
const { ConfigFile, FileSystemReader, FileSystemWriter } = require("@forge/cli-shared");

/** @param {string} directory */
async function missingHandlers(directory) {
  const handlers = await new ConfigFile(new FileSystemReader(), new FileSystemWriter()).getAppHandlers();
  if (handlers.length === 0) return ["the manifest names no handler"];
  return handlers
    .filter(({ module: file, func }) => typeof require(path.join(directory, `${file}.cjs`))[func] !== "function")
    .map(({ module: file, func }) => `the bundle exports no function \`${func}\` in \`${file}.cjs\``);
}

missingHandlers(outDirectory).then(
  (missing) => {
    for (const line of missing) console.error(line);
    process.exit(missing.length === 0 ? 0 : 1);
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
