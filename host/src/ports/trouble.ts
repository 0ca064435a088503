import type { Trouble } from "../core/core";
import type { Performed } from "../drive";

/** An effect without a regular outcome. */
export function trouble(reason: Trouble, message: string, retryAfterMs: number | null = null): Performed {
  return { outcome: { kind: "trouble", reason, message, retryAfterMs } };
}

/** A thrown error in a few words: its system code or its name, since its message may hold what was sent. */
export function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "unknown error";
  const { cause } = thrown;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return thrown.name;
}
