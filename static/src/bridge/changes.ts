import { events } from '@forge/bridge';

const LINKS_CHANGED = 'weftline.links-changed';

/** Tells this frame's own announcements from those of others. */
const SENDER = crypto.randomUUID();

/** Tells Weftline's other frames on the page that an issue's links have changed. */
export async function announceLinksChanged(issueId: string): Promise<void> {
  await events.emit(LINKS_CHANGED, { sender: SENDER, issueId });
}

/** Listens for such changes by other frames. Gives a function that ends it. */
export function onLinksChanged(issueId: string, listener: () => void): () => void {
  const subscription = events.on(LINKS_CHANGED, (payload: unknown) => {
    const change = payload as { sender?: unknown; issueId?: unknown } | undefined;
    if (change?.sender !== SENDER && change?.issueId === issueId) listener();
  });
  return () => {
    void subscription.then(({ unsubscribe }) => unsubscribe());
  };
}
