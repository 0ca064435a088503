import type { EmailHead } from '../../../wire';

/** A message in the list of messages. */
export interface EmailRow {
  readonly head: EmailHead;
  /** Whether it stands below a newer message of its thread. */
  readonly earlier: boolean;
}

/** Messages by thread: threads by their newest message, and within one the newest first. */
export function threadsOf(heads: readonly EmailHead[]): EmailRow[] {
  const threads = new Map<string, EmailHead[]>();
  for (const head of heads) {
    const known = threads.get(head.thread);
    if (known === undefined) threads.set(head.thread, [head]);
    else known.push(head);
  }
  return [...threads.values()].flatMap((thread) => thread.map((head, index) => ({ head, earlier: index > 0 })));
}
