import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startStack } from "../support/stack.mjs";
import { allowUploads, audit, upload } from "../support/uploads.mjs";

/** @type {Awaited<ReturnType<typeof startStack>>} */
let stack;
before(async () => {
  stack = await startStack();
  await allowUploads(stack);
});
after(() => stack?.stop());

/** @type {(Parameters<typeof upload>[2] & { name: string, issue: string })[]} */
const FILES = [
  { name: "25,000 rows in UTF-8", issue: "SUP-1", seed: 1, rows: 25_000 },
  { name: "950 rows in Windows-1252 with semicolons", issue: "SUP-2", seed: 2, rows: 950, encoding: "windows1252", delimiter: ";" },
  { name: "950 rows in UTF-16 with tabs", issue: "SUP-3", seed: 3, rows: 950, encoding: "utf16Le", mark: true, delimiter: "\t", lineEnd: "\n" },
  { name: "2,400 rows in UTF-16, high byte first", issue: "SUP-4", seed: 4, rows: 2_400, encoding: "utf16Be", mark: true },
];

describe("a file of tickets, from the attachment to the cases", () => {
  for (const { name, issue, ...options } of FILES) {
    test(`BLK-8 BLK-9 ${name}: each row is one case or in the failure file`, async () => {
      const uploaded = await upload(stack, issue, options);
      assert.equal(uploaded.done.way, options.rows > 2_000 ? "bulkApi" : "collections");
      await audit(stack, issue, uploaded, options);
    });
  }

  test("BLK-10 the local host and the core in it stay within 512 MB", () => {
    const bytes = stack.memory();
    assert.ok(bytes === undefined || bytes < 512 * 1_024 * 1_024, `${bytes} bytes`);
  });
});
