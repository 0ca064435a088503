import { useCallback, useEffect, useMemo } from 'react';
import { call } from '../../bridge/calls';
import { announceLinksChanged, onLinksChanged } from '../../bridge/changes';
import { openDialog, type DialogRequest } from '../../bridge/dialogs';
import { showFailure, showSuccess } from '../../bridge/outside';
import { useArrivals, type Shown } from '../../hooks/use-arrivals';
import { useIssueId } from '../../hooks/use-issue';
import type { Loaded } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { failureWords } from '../../parts/failure-words';
import type { PanelKind, PanelView } from '../../wire';
import { focusBack, keepFocus } from './focus';
import { showResult } from './show-result';
import { usePanelView } from './use-panel-view';
import { useSync, type Sync } from './use-sync';

export interface Panel {
  readonly loaded: Loaded<PanelView>;
  /** Whether a change of the issue is still to be looked at, so that records may come. */
  readonly pending: boolean;
  /** How the issue and its records stand. */
  readonly sync: Sync;
  readonly reload: () => void;
  readonly open: (request: DialogRequest) => void;
  /** Makes a record the issue's primary one. */
  readonly choosePrimary: (recordId: string, name: string) => void;
}

/** A panel's records, kept up with what dialogs and the issue's other panel change. */
export function usePanel(kind: PanelKind, onChanged?: () => void): Panel {
  const locale = useLocale();
  const { t } = locale;
  const issueId = useIssueId();
  const { loaded, reload, wish, reread, amend } = usePanelView(issueId, kind);

  const ready = loaded.kind === 'ready' ? loaded.view : null;
  const shown = useMemo(() => (ready === null || ready.idle !== null ? null : shownBy(ready)), [ready]);
  const pending = useArrivals(issueId, shown, wish);

  const sync = useSync(issueId, ready, wish, reread);
  const { follow } = sync;

  useEffect(() => onLinksChanged(issueId, (stored) => (stored ? reread() : wish())), [issueId, reread, wish]);

  useEffect(keepFocus, [ready]);

  const open = useCallback(
    (request: DialogRequest) => {
      void openDialog(request, (result) => {
        focusBack();
        if (result === null) return;
        showResult(result, t);
        onChanged?.();
        // What was linked or unlinked is stored already.
        if (result.kind === 'linked' || result.kind === 'unlinked') {
          reread();
          void announceLinksChanged(issueId);
        } else if (result.kind === 'decided') {
          reread();
          follow();
        } else {
          reload();
        }
      });
    },
    [t, reload, reread, follow, issueId, onChanged],
  );

  const choosePrimary = useCallback(
    (recordId: string, name: string) => {
      amend((view) => withPrimary(view, recordId));
      void call('choosePrimary', { recordId }).then((outcome) => {
        if (outcome.kind === 'ok') {
          showSuccess(t('primary.done', { name }));
          void announceLinksChanged(issueId);
        } else {
          const { title, remedy } = failureWords(outcome.failure, locale);
          showFailure(title, remedy);
        }
        reread();
      });
    },
    [amend, reread, issueId, t, locale],
  );
  return { loaded, pending, sync, reload, open, choosePrimary };
}

function shownBy({ groups, pending }: PanelView): Shown {
  return { recordIds: groups.flatMap((group) => group.records.map((record) => record.id)), pending };
}

function withPrimary(view: PanelView, recordId: string): PanelView {
  const records = (group: PanelView['groups'][number]) => group.records.map((record) => ({ ...record, primary: record.id === recordId }));
  return { ...view, groups: view.groups.map((group) => ({ ...group, records: records(group) })) };
}
