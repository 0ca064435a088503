import { view } from '@forge/bridge';
import type { PanelKind } from '../wire';
import { isDialogRequest, type DialogRequest } from './dialogs';

/** Where in Jira this frame is, which decides what it shows. */
export type Place =
  | { readonly kind: 'panel'; readonly panel: PanelKind }
  | { readonly kind: 'admin' }
  | { readonly kind: 'project' }
  | { readonly kind: 'action'; readonly action: IssueAction }
  | { readonly kind: 'dialog'; readonly request: DialogRequest }
  | { readonly kind: 'unknown' };

/** What the issue's menu offers. */
export type IssueAction = 'link' | 'create';

export type Context = Awaited<ReturnType<typeof view.getContext>>;

/** The place that the bridge's context names. A dialog keeps its opener's module, so it is looked for first. */
export function placeOf(context: Context): Place {
  const modal: unknown = context.extension['modal'];
  if (isDialogRequest(modal)) return { kind: 'dialog', request: modal };
  switch (context.moduleKey) {
    case 'weftline-compact':
      return { kind: 'panel', panel: 'compact' };
    case 'weftline-list':
      return { kind: 'panel', panel: 'list' };
    case 'weftline-link':
      return { kind: 'action', action: 'link' };
    case 'weftline-create':
      return { kind: 'action', action: 'create' };
    case 'weftline-admin':
      return { kind: 'admin' };
    case 'weftline-project':
      return { kind: 'project' };
    default:
      return { kind: 'unknown' };
  }
}
