import { drive, type Ending } from "./drive";
import { isRecord } from "./identity";
import { logError } from "./log";

/** How long a browser is made to wait. */
const BUDGET_MS = 25_000;

/** What a web trigger answers. */
export type WebTriggerAnswer = { statusCode: number; headers: Record<string, string[]>; body: string };

/** Salesforce has sent a browser back from a login: the core keeps what it brings and makes the page that it shows. */
export async function authorizationReturned(event: { queryParameters?: unknown }): Promise<WebTriggerAnswer> {
  const given = isRecord(event.queryParameters) ? event.queryParameters : {};
  const ending = await drive(
    {
      kind: "authorizationReturned",
      state: one(given["state"]) ?? "",
      code: one(given["code"]),
      error: one(given["error"]),
      errorDescription: one(given["error_description"]),
    },
    BUDGET_MS,
  );
  return answerOf(ending);
}

function answerOf(ending: Ending): WebTriggerAnswer {
  if (ending.kind === "page") return answer(ending.status, "text/html; charset=utf-8", ending.html);
  logError({ event: "no page for a browser", reason: ending.kind === "failed" ? ending.failure.text : ending.kind });
  return answer(500, "text/plain; charset=utf-8", "Weftline could not keep the answer. Begin the login again.");
}

function answer(statusCode: number, contentType: string, body: string): WebTriggerAnswer {
  return {
    statusCode,
    headers: {
      "Content-Type": [contentType],
      "Cache-Control": ["no-store"],
      "Content-Security-Policy": ["default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
      // The address of this page holds the code.
      "Referrer-Policy": ["no-referrer"],
      "X-Content-Type-Options": ["nosniff"],
    },
    body,
  };
}

/** Forge gives every parameter a list. */
function one(values: unknown): string | null {
  const first: unknown = Array.isArray(values) ? values[0] : undefined;
  return typeof first === "string" ? first : null;
}
