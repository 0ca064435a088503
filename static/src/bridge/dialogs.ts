import { Modal, view, type ModalOptions } from '@forge/bridge';
import type { LinkingPolicy, ObjectChoice, Setback } from '../wire';

/** A record as the unlink dialog lists it. */
export interface ListedRecord {
  readonly id: string;
  readonly name: string;
  /** What people call its object. */
  readonly label: string;
  /** Its object's API name. */
  readonly object: string;
}

/** What a panel asks a dialog to do. It crosses frames as the modal's context. */
export type DialogRequest =
  | { readonly dialog: 'link'; readonly objects: readonly ObjectChoice[]; readonly linking: LinkingPolicy }
  | {
      readonly dialog: 'create';
      readonly objects: readonly ObjectChoice[];
      readonly object: string;
      readonly potentialResults: boolean;
      readonly linking: LinkingPolicy;
    }
  | { readonly dialog: 'details'; readonly recordId: string; readonly name: string }
  | { readonly dialog: 'unlink'; readonly records: readonly ListedRecord[]; readonly chosen: readonly string[] }
  | {
      readonly dialog: 'why';
      readonly objects: readonly ObjectChoice[];
      readonly records: readonly ListedRecord[];
      readonly mayConfigure: boolean;
      /** What stands against bringing the issue and its records in step. */
      readonly setback: Setback | null;
    }
  | { readonly dialog: 'conflicts' }
  /** `jobId` is the upload that is shown; none begins with a file. */
  | { readonly dialog: 'upload'; readonly jobId: string | null };

/** What a dialog changed. It crosses frames when the dialog closes; a dialog that changed nothing hands back nothing. */
export type DialogResult =
  | {
      readonly kind: 'linked';
      readonly linked: number;
      readonly already: number;
      readonly missing: number;
      /** How many were left out because they are linked to other issues. */
      readonly elsewhere?: number;
    }
  | { readonly kind: 'created'; readonly name: string; readonly repeated: boolean }
  | { readonly kind: 'unlinked'; readonly unlinked: number }
  | { readonly kind: 'ranAgain' }
  | { readonly kind: 'decided'; readonly decided: number }
  /** A job was begun or changed; the panel shows how far it has come. */
  | { readonly kind: 'uploaded' };

const SIZES: Readonly<Record<DialogRequest['dialog'], NonNullable<ModalOptions['size']>>> = {
  link: 'large',
  create: 'xlarge',
  details: 'xlarge',
  unlink: 'medium',
  why: 'large',
  conflicts: 'large',
  upload: 'xlarge',
};

/** Opens a dialog over the whole Jira page. `onClosed` is told what it changed, if anything. */
export async function openDialog(request: DialogRequest, onClosed: (result: DialogResult | null) => void): Promise<void> {
  const modal = new Modal({
    resource: 'app',
    size: SIZES[request.dialog],
    context: request,
    // The dialog itself listens to Escape: while it is sending it stays, and what was typed is not lost by a stray click.
    closeOnEscape: false,
    closeOnOverlayClick: false,
    onClose: (payload: unknown) => onClosed(isDialogResult(payload) ? payload : null),
  });
  await modal.open();
}

/** What becomes of a result in a dialog that no frame has opened. */
let taken: ((result: DialogResult) => Promise<void>) | null = null;

/** Takes the result of a dialog that Jira has opened and not a panel: nobody hears of it otherwise. Gives a function that ends it. */
export function takeResult(take: (result: DialogResult) => Promise<void>): () => void {
  taken = take;
  return () => {
    taken = null;
  };
}

/** Closes the dialog in which this is called. */
export async function closeDialog(result?: DialogResult): Promise<void> {
  // The frame is gone once it is closed.
  if (result !== undefined) await taken?.(result);
  await view.close(result);
}

export function isDialogRequest(value: unknown): value is DialogRequest {
  return hasText(value, 'dialog') && value.dialog in SIZES;
}

function isDialogResult(value: unknown): value is DialogResult {
  return hasText(value, 'kind') && ['linked', 'created', 'unlinked', 'ranAgain', 'decided', 'uploaded'].includes(value.kind);
}

function hasText<Key extends string>(value: unknown, key: Key): value is Record<Key, string> {
  return typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[key] === 'string';
}
