/** What is worth a line. Values are names, codes and counts: never a body, a header or a token. */
export type LogEntry = { event: string } & Record<string, string | number | boolean | undefined>;

/** Logs what went wrong. */
export function logError(entry: LogEntry): void {
  console.error(JSON.stringify({ level: "error", ...entry }));
}

/** Logs a change of state, unless `WEFTLINE_LOG_LEVEL` is `error`. */
export function logChange(entry: LogEntry): void {
  if (process.env["WEFTLINE_LOG_LEVEL"] === "error") return;
  console.info(JSON.stringify({ level: "info", ...entry }));
}
