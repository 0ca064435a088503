"use strict";
// usage: node host/local/forge/bundle.cjs OUTDIR
// Makes in OUTDIR the bundle that `forge deploy` would upload, with Forge's own bundler. Forge finds the app by the
// working directory. What differs: Forge's loader, which Atlassian does not publish; ours stands in its place.
const fs = require("node:fs/promises");
const path = require("node:path");

const outDirectory = process.argv[2] === undefined ? undefined : path.resolve(process.argv[2]);
const appDirectory = path.resolve(__dirname, "../../..");
process.chdir(appDirectory);
process.env.FORGE_RUNTIME_PATH = path.join(__dirname, "runtime");

const { ConfigFile, FileSystemReader, FileSystemWriter } = require("@forge/cli-shared");
const { getEntryPoints, getNodeBundler, getWrapperProvider } = require("@forge/bundler");

/** @param {string} outDirectory */
async function bundle(outDirectory) {
  const config = new ConfigFile(new FileSystemReader(), new FileSystemWriter());
  const wrappers = getWrapperProvider({ fileSystemReader: new FileSystemReader() });
  const print = (/** @type {unknown} */ text) => console.error(String(text));
  const logger = { info: () => {}, debug: () => {}, trace: () => {}, warn: print, error: print };
  const result = await getNodeBundler(/** @type {any} */ (logger), wrappers, config).bundle(
    /** @type {any} */ ({ appDirectory, entryPoints: getEntryPoints(await config.getAppHandlers()) }),
  );
  await fs.rm(outDirectory, { recursive: true, force: true });
  await fs.cp(result.outputDir, outDirectory, { recursive: true });
  for (const [name, content] of result.additionalOutputs ?? []) {
    await fs.writeFile(path.join(outDirectory, name), content);
  }
}

if (outDirectory === undefined) {
  console.error("usage: node host/local/forge/bundle.cjs OUTDIR");
  process.exit(2);
}
bundle(outDirectory).then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
