import { useCallback, useEffect, useMemo } from 'react';
import { announceLinksChanged, onLinksChanged } from '../../bridge/changes';
import { openDialog, type DialogRequest, type DialogResult } from '../../bridge/dialogs';
import { showSuccess } from '../../bridge/outside';
import { useArrivals, type Shown } from '../../hooks/use-arrivals';
import { useIssueId } from '../../hooks/use-issue';
import { useView, type Loaded } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import type { Translate } from '../../locale/texts';
import type { PanelKind, PanelView } from '../../wire';
import { focusBack } from './focus';

export interface Panel {
  readonly loaded: Loaded<PanelView>;
  /** Whether a change of the issue is still to be looked at, so that records may come. */
  readonly pending: boolean;
  readonly reload: () => void;
  readonly open: (request: DialogRequest) => void;
}

/** A panel's records, kept up with what dialogs and the issue's other panel change. */
export function usePanel(view: PanelKind, onChanged?: () => void): Panel {
  const { t } = useLocale();
  const issueId = useIssueId();
  const { loaded, reload } = useView('panel', { view, stored: false });

  const ready = loaded.kind === 'ready' ? loaded.view : null;
  const shown = useMemo(() => (ready === null || ready.idle !== null ? null : shownBy(ready)), [ready]);
  const pending = useArrivals(issueId, shown, reload);

  useEffect(() => onLinksChanged(issueId, reload), [issueId, reload]);

  const open = useCallback(
    (request: DialogRequest) => {
      void openDialog(request, (result) => {
        focusBack();
        if (result === null) return;
        showResult(result, t);
        onChanged?.();
        reload();
        void announceLinksChanged(issueId);
      });
    },
    [t, reload, issueId, onChanged],
  );
  return { loaded, pending, reload, open };
}

function shownBy({ groups, pending }: PanelView): Shown {
  return { recordIds: groups.flatMap((group) => group.records.map((record) => record.id)), pending };
}

function showResult(result: DialogResult, t: Translate): void {
  switch (result.kind) {
    case 'linked': {
      const rest = [
        ...(result.already > 0 ? [t('link.doneAlready', { count: result.already })] : []),
        ...(result.missing > 0 ? [t('link.doneMissing', { count: result.missing })] : []),
      ];
      showSuccess(t('link.done', { count: result.linked }), rest.length > 0 ? rest.join(' ') : undefined);
      return;
    }
    case 'created':
      showSuccess(t(result.repeated ? 'create.doneRepeated' : 'create.done', { name: result.name }));
      return;
    case 'unlinked':
      showSuccess(t('unlink.done', { count: result.unlinked }));
      return;
    case 'ranAgain':
      // The dialog has told of it already.
      return;
    default:
      result satisfies never;
  }
}
