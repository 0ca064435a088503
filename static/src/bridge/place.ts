import { view } from '@forge/bridge';
import type { PanelKind } from '../wire';
import { isDialogRequest, type DialogRequest } from './dialogs';

/** Where in Jira this frame is, which decides what it shows. */
export type Place =
  | { readonly kind: 'panel'; readonly panel: PanelKind }
  | { readonly kind: 'admin' }
  | { readonly kind: 'project' }
  | { readonly kind: 'action'; readonly action: IssueAction }
  | { readonly kind: 'workflow'; readonly entry: WorkflowEntry | null; readonly kept: unknown }
  | { readonly kind: 'dialog'; readonly request: DialogRequest }
  | { readonly kind: 'unknown' };

/** What the issue's menu offers. */
export type IssueAction = 'link' | 'create';

/** What the editor of workflows does with a post function. */
export type WorkflowEntry = 'create' | 'edit' | 'view';

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
    case 'weftline-post-function':
      return { kind: 'workflow', entry: entryOf(context), kept: context.extension['postFunctionConfig'] };
    default:
      return { kind: 'unknown' };
  }
}

function entryOf({ extension }: Context): WorkflowEntry | null {
  const entry: unknown = extension['entryPoint'];
  return entry === 'create' || entry === 'edit' || entry === 'view' ? entry : null;
}
