import { runInBackground } from "./background";

/** `timeoutSeconds` of the functions `sweep` and `tend` in the manifest. */
const BUDGET_MS = 55_000;

/** The five-minute round. The platform makes the next one whatever comes of this. */
export async function sweep(): Promise<void> {
  await runInBackground({ kind: "sweep" }, BUDGET_MS);
}

/** The daily round. */
export async function tend(): Promise<void> {
  await runInBackground({ kind: "tend" }, BUDGET_MS);
}
