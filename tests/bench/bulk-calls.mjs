// What cases from a file cost in calls of Salesforce, against a request for each row and against the least that the API allows:
// as many collections of 200, or jobs of Bulk API 2.0 with parts of at most 4.5 MB, as the rows need.
import { startStack } from "../support/stack.mjs";
import { allowUploads, audit, cost, upload } from "../support/uploads.mjs";

const COLLECTION_ROWS = 200;
const COLLECTIONS_ROWS_MAX = 2_000;
const PART_BYTES = 4_500_000;
/** A job: made, given its rows, closed, looked at, and the list of what came of them. */
const JOB_CALLS = 5;
/** How often a job may be looked at again while Salesforce is at it. */
const POLLS_MAX = 3;
/** A token, and the schema. */
const BEFORE_MAX = 2;

const stack = await startStack();
/** @type {object[]} */
const figures = [];
try {
  await allowUploads(stack);
  for (const [at, rows] of [1, 200, 1_000, 10_000, 50_000].entries()) await count(rows, `SUP-${at + 1}`);
} finally {
  await stack.stop();
}
console.log(JSON.stringify(figures));

/**
 * @param {number} rows
 * @param {string} issue
 */
async function count(rows, issue) {
  const options = { seed: rows, rows, flawed: 0, refused: 0, long: 0, tame: true };
  await stack.resetCounts();
  const uploaded = await upload(stack, issue, options);
  const { salesforce, jira, forge } = await cost(stack);
  await audit(stack, issue, uploaded, options);
  const parts = rows <= COLLECTIONS_ROWS_MAX ? 0 : Math.ceil(uploaded.bytes / PART_BYTES);
  const least = parts === 0 ? Math.ceil(rows / COLLECTION_ROWS) : JOB_CALLS * parts;
  const name = `${rows} cases from a file of ${Math.ceil(uploaded.bytes / 1_024)} KB`;
  figures.push(
    {
      name,
      unit: "Salesforce calls",
      value: salesforce,
      peers: [
        { name: "one for each row", value: rows },
        { name: "the least", value: least },
      ],
      goal: { atMost: least + BEFORE_MAX + POLLS_MAX * parts },
    },
    { name, unit: "Jira calls", value: jira },
    { name, unit: "storage and queue calls", value: forge },
  );
}
