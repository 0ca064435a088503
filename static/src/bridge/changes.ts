import { events } from '@forge/bridge';
import type { SyncStateView } from '../wire';
import type { PageFailure } from './calls';

const LINKS_CHANGED = 'weftline.links-changed';

/** Tells this frame's own announcements from those of others. */
const SENDER = crypto.randomUUID();

/**
 * Tells Weftline's other frames on the page that an issue's links have changed. `stored` is whether what there is to show
 * is stored; otherwise Salesforce has to be asked.
 */
export async function announceLinksChanged(issueId: string, stored = true): Promise<void> {
  await events.emit(LINKS_CHANGED, { sender: SENDER, issueId, stored });
}

/** Listens for such changes by other frames. Gives a function that ends it. */
export function onLinksChanged(issueId: string, listener: (stored: boolean) => void): () => void {
  return listen(LINKS_CHANGED, (payload) => {
    const change = payload as { sender?: unknown; issueId?: unknown; stored?: unknown };
    if (change.sender !== SENDER && change.issueId === issueId) listener(change.stored !== false);
  });
}

/** Jira's own event in frames on an issue: https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-issue-context/#events */
const ISSUE_CHANGED = 'JIRA_ISSUE_CHANGED';

/** Listens for changes of an issue's fields. They may come late, or not at all. Gives a function that ends it. */
export function onIssueChanged(issueId: string, listener: () => void): () => void {
  return listen(ISSUE_CHANGED, (payload) => {
    const { issueId: changed, changes } = payload as { issueId?: unknown; changes?: readonly { changeType?: unknown }[] };
    const updated = changes === undefined || changes.some(({ changeType }) => changeType === 'updated');
    if (String(changed) === issueId && updated) listener();
  });
}

const LOOKED = 'weftline.looked';

/** What is linked to an issue, as a frame has just been told. */
export interface Looked {
  readonly recordIds: readonly string[];
  readonly pending: boolean;
}

/** Tells Weftline's other frames on the page what is linked to an issue, so that they need not ask as well. */
export async function announceLook(issueId: string, { recordIds, pending }: Looked): Promise<void> {
  await events.emit(LOOKED, { sender: SENDER, issueId, recordIds, pending });
}

/** Listens for what other frames have found linked. Gives a function that ends it. */
export function onLook(issueId: string, listener: (looked: Looked) => void): () => void {
  return listen(LOOKED, (payload) => {
    const look = payload as Partial<Looked> & { sender?: unknown; issueId?: unknown };
    if (look.sender !== SENDER && look.issueId === issueId)
      listener({ recordIds: look.recordIds ?? [], pending: look.pending === true });
  });
}

const REFRESH = 'weftline.refresh';

/** What asking Salesforce has brought, for frames that did not ask themselves: the values are stored by then. */
export interface Refreshed {
  /** When the asking began. */
  readonly beganAtMs: number;
  /** When the values were read; none when that did not work. */
  readonly atMs: number | null;
  /** Why they are not of now. */
  readonly trouble: PageFailure | null;
  /** The ids of linked records that Salesforce does not show. */
  readonly missing: readonly string[];
}

/** What frames of one issue tell one another, so that only one of them asks Salesforce. */
export type RefreshTurn =
  /** A frame wants values that were asked for at this time or later. */
  | { readonly kind: 'wish'; readonly sinceMs: number }
  | { readonly kind: 'begun' }
  | { readonly kind: 'done'; readonly refreshed: Refreshed };

/** Tells Weftline's other frames on the page how it stands with asking Salesforce for an issue's values. */
export async function announceRefresh(issueId: string, turn: RefreshTurn): Promise<void> {
  await events.emit(REFRESH, { sender: SENDER, issueId, turn });
}

/** Listens for that. `first` is whether the other frame goes first when both wish at once. Gives a function that ends it. */
export function onRefresh(issueId: string, listener: (turn: RefreshTurn, first: boolean) => void): () => void {
  return listen(REFRESH, (payload) => {
    const { sender, issueId: told, turn } = payload as { sender?: unknown; issueId?: unknown; turn?: RefreshTurn };
    if (typeof sender === 'string' && sender !== SENDER && told === issueId && turn !== undefined)
      listener(turn, sender < SENDER);
  });
}

const SYNC = 'weftline.sync';

/** Tells Weftline's other frames on the page how an issue and its records stand, so that they need not ask as well. */
export async function announceSync(issueId: string, state: SyncStateView): Promise<void> {
  await events.emit(SYNC, { sender: SENDER, issueId, state });
}

/** Listens for that. Gives a function that ends it. */
export function onSync(issueId: string, listener: (state: SyncStateView) => void): () => void {
  return listen(SYNC, (payload) => {
    const { sender, issueId: told, state } = payload as { sender?: unknown; issueId?: unknown; state?: SyncStateView };
    if (sender !== SENDER && told === issueId && state !== undefined) listener(state);
  });
}

function listen(event: string, listener: (payload: object) => void): () => void {
  const subscription = events.on(event, (payload: unknown) => {
    if (typeof payload === 'object' && payload !== null) listener(payload);
  });
  return () => {
    void subscription.then(({ unsubscribe }) => unsubscribe());
  };
}
