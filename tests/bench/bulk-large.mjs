// A file of 200,000 support tickets, more than 80 MB, with all that real ones have, from the attachment to the cases, through
// the real bundle. Each row is looked for in Salesforce and in the result files, which csv-parse reads back.
import { startStack } from "../support/stack.mjs";
import { allowUploads, audit, cost, upload } from "../support/uploads.mjs";

const MEGABYTE = 1_024 * 1_024;
const rows = Number(process.env["WEFTLINE_BULK_ROWS"] ?? 200_000);
const options = { seed: 2026, rows };

const stack = await startStack();
try {
  await allowUploads(stack);
  await stack.resetCounts();
  const uploaded = await upload(stack, "SUP-1", options);
  const { salesforce, jira, forge, turns, coreBytesMax } = await cost(stack);
  const memory = stack.memory();
  const { created, flawed, refused, files } = await audit(stack, "SUP-1", uploaded, options);
  const { bytes, checkMs, createMs } = uploaded;
  const figures = [
    { name: "the file", unit: "MB", value: bytes / MEGABYTE, goal: { atLeast: rows < 200_000 ? 0 : 80 } },
    { name: "rows", unit: "rows", value: rows },
    { name: "cases, each from a row of its own", unit: "rows", value: created },
    { name: "left out by the check, in the failure file", unit: "rows", value: flawed },
    { name: "refused by Salesforce, in the failure file", unit: "rows", value: refused },
    { name: "rows in neither or in both", unit: "rows", value: rows - created - flawed - refused, goal: { atMost: 0 } },
    { name: "result files", unit: "files", value: files },
    ...(memory === undefined
      ? []
      : [{ name: "memory of the local host, the core in it, at most", unit: "MB", value: memory / MEGABYTE, goal: { atMost: 512 } }]),
    { name: "memory of the core's modules, at most", unit: "MB", value: coreBytesMax / MEGABYTE },
    { name: "check", unit: "s", value: checkMs / 1_000 },
    { name: "create and finish", unit: "s", value: createMs / 1_000 },
    { name: "the whole file", unit: "Salesforce calls", value: salesforce, peers: [{ name: "one for each row", value: created + refused }] },
    { name: "the whole file", unit: "Jira calls", value: jira },
    { name: "the whole file", unit: "storage and queue calls", value: forge },
    { name: "the whole file", unit: "turns", value: turns },
  ];
  console.log(JSON.stringify(figures));
} finally {
  await stack.stop();
}
