import type { PostFunction, PostFunctionAct } from '../../wire';

/** What a post function can do, what most people want first. */
export const ACTS = ['createOrSync', 'create', 'sync'] as const satisfies readonly PostFunctionAct[];

/** What Jira has kept of a post function; none where that was never chosen, or is of something else. */
export function savedOf(kept: unknown): PostFunction | null {
  const saved = typeof kept === 'string' ? parsed(kept) : kept;
  if (typeof saved !== 'object' || saved === null) return null;
  const { act, object } = saved as { act?: unknown; object?: unknown };
  const known = ACTS.find((each) => each === act);
  return known === undefined ? null : { act: known, object: typeof object === 'string' && object !== '' ? object : null };
}

/** Whether a post function that does this may create a record, and has to say of which object. */
export function creates(act: PostFunctionAct): boolean {
  return act !== 'sync';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
