import { useState } from 'react';
import type { PageFailure } from '../../bridge/calls';
import { closeDialog } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import type { RecordRow, Sharing } from '../../wire';

/** A record that was not linked because it is linked to other issues. */
interface Shared {
  readonly object: string;
  readonly record: RecordRow;
}

export interface LinkInstead {
  readonly sending: boolean;
  readonly failure: PageFailure | null;
  /** In question: whether it is linked here too. */
  readonly asked: RecordRow | null;
  /** Refused: an admin wants each record on one issue only. */
  readonly refused: RecordRow | null;
  /** Whether a record can be linked here at all. */
  readonly mayLink: (record: RecordRow) => boolean;
  /** Links a record in place of the one that was about to be created, and closes the dialog. */
  readonly link: (object: string, record: RecordRow) => void;
  /** Links the one in question. */
  readonly share: () => void;
  /** Leaves it. */
  readonly leave: () => void;
}

/** Links an existing record instead of creating one. */
export function useLinkInstead(sharing: Sharing): LinkInstead {
  const { send, sending, failure } = useAction('link');
  const [shared, setShared] = useState<Shared | null>(null);
  const sendOne = async (object: string, record: RecordRow, share: boolean): Promise<void> => {
    const outcome = await send({ object, recordIds: [record.id], share });
    if (outcome?.kind !== 'ok') return;
    const { linked, already, missing, elsewhere } = outcome.view;
    if (elsewhere.length > 0) setShared({ object, record });
    else await closeDialog({ kind: 'linked', linked: linked.length, already: already.length, missing: missing.length });
  };
  const asks = sharing === 'warned';
  return {
    sending,
    failure,
    asked: asks ? (shared?.record ?? null) : null,
    refused: asks ? null : (shared?.record ?? null),
    mayLink: (record) => !record.linked && (sharing !== 'refused' || record.elsewhere === 0),
    link: (object, record) => {
      setShared(null);
      void sendOne(object, record, false);
    },
    share: () => {
      if (shared !== null) void sendOne(shared.object, shared.record, true);
    },
    leave: () => setShared(null),
  };
}
