/** Logs what went wrong. */
export function logError(entry) {
    console.error(JSON.stringify({ level: "error", ...entry }));
}
/** Logs a change of state, unless `WEFTLINE_LOG_LEVEL` is `error`. */
export function logChange(entry) {
    if (process.env["WEFTLINE_LOG_LEVEL"] === "error")
        return;
    console.info(JSON.stringify({ level: "info", ...entry }));
}
