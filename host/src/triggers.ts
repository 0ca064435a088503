import { runInBackground, type BackgroundAnswer } from "./background";
import { isRecord } from "./identity";

/** Forge's time-out for functions that product events call. */
const BUDGET_MS = 25_000;

/** An issue was deleted in Jira: what Weftline stored of it goes too. */
export async function issueDeleted(event: { issue?: unknown }): Promise<BackgroundAnswer> {
  const id = isRecord(event.issue) ? event.issue["id"] : undefined;
  if (id === undefined) return undefined;
  return runInBackground({ kind: "forgetIssue", issueId: String(id) }, BUDGET_MS);
}
