import type { AsyncEvent } from "@forge/events";
import type { Job } from "./core/core";
import { runInBackground, type BackgroundAnswer } from "./background";

/** `timeoutSeconds` of the function `consume` in the manifest. */
const BUDGET_MS = 55_000;

/** Runs the job that a message of the queue `work` carries. The core decodes it strictly. */
export async function consume(event: AsyncEvent): Promise<BackgroundAnswer> {
  return runInBackground(event.body as Job, BUDGET_MS);
}
