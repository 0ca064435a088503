import { NavigationTarget, router, showFlag } from '@forge/bridge';

/** What a link may lead to; anything else, like `javascript:`, is no link. */
const PROTOCOLS: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:']);

/** The address when a page may offer it as a link, else none. */
export function safeAddress(address: string): string | null {
  try {
    return PROTOCOLS.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

/** Opens an address in a new tab, through Jira, since a frame may not do so by itself. */
export async function openOutside(address: string): Promise<void> {
  await router.open(address);
}

/** Opens a work item in a new tab. */
export async function openIssue(key: string): Promise<void> {
  await router.open(`/browse/${encodeURIComponent(key)}`);
}

/** Goes to Weftline's admin page. */
export async function openSettings(): Promise<void> {
  await router.navigate({ target: NavigationTarget.Module, moduleKey: 'weftline-admin' });
}

/** Shows a message of success over the Jira page; it goes by itself. */
export function showSuccess(title: string, description?: string): void {
  showFlag({
    id: `weftline-${crypto.randomUUID()}`,
    type: 'success',
    title,
    ...(description === undefined ? {} : { description }),
    isAutoDismiss: true,
  });
}

/** Shows a message of failure over the Jira page, which stays until it is dismissed. */
export function showFailure(title: string, description: string): void {
  showFlag({ id: `weftline-${crypto.randomUUID()}`, type: 'error', title, description, isAutoDismiss: false });
}
