/** An effect without a regular outcome. */
export function trouble(reason, message, retryAfterMs = null) {
    return { outcome: { kind: "trouble", reason, message, retryAfterMs } };
}
/** A thrown error in a few words: its system code or its name, since its message may hold what was sent. */
export function nameOf(thrown) {
    if (!(thrown instanceof Error))
        return "unknown error";
    const { cause } = thrown;
    if (cause instanceof Error && "code" in cause && typeof cause.code === "string")
        return cause.code;
    return thrown.name;
}
