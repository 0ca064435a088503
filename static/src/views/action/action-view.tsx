import Button from '@atlaskit/button/new';
import { useEffect, type ReactNode } from 'react';
import { announceLinksChanged } from '../../bridge/changes';
import { closeDialog, takeResult } from '../../bridge/dialogs';
import type { IssueAction } from '../../bridge/place';
import { useIssueId } from '../../hooks/use-issue';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { LinesSkeleton } from '../../parts/skeletons';
import type { PanelView } from '../../wire';
import { CreateDialog } from '../create/create-dialog';
import { LinkDialog } from '../link/link-dialog';
import { creatableObjects } from '../panel/create-control';
import { IdlePanel } from '../panel/panel-states';
import { showResult } from '../panel/show-result';

/** What was chosen from the issue's menu: the dialog itself, or why there is none. Panels on the page are told what came of it. */
export function ActionView({ action }: { action: IssueAction }) {
  const { t } = useLocale();
  const issueId = useIssueId();
  // What may be done here is known without Salesforce.
  const { loaded, reload } = useView('panel', { view: 'compact', stored: true });
  useEffect(
    () =>
      takeResult(async (result) => {
        showResult(result, t);
        await announceLinksChanged(issueId, result.kind === 'linked');
      }),
    [t, issueId],
  );
  const framed = (children: ReactNode) => (
    <DialogFrame
      title={t(`issueAction.${action}`)}
      footer={
        <Button appearance="subtle" onClick={() => void closeDialog()}>
          {t('action.close')}
        </Button>
      }
    >
      {children}
    </DialogFrame>
  );
  if (loaded.kind === 'loading') return framed(<LinesSkeleton lines={3} />);
  if (loaded.kind === 'failed') return framed(<FailureMessage failure={loaded.failure} onRetry={reload} />);
  const { view } = loaded;
  if (view.idle !== null) return framed(<IdlePanel idle={view.idle} mayConfigure={view.allowed.configure} />);
  // Where trying again does not help, neither does linking or creating: the failure's remedy comes first.
  if (view.stale !== null && !view.stale.retryable) return framed(<FailureMessage failure={view.stale} onRetry={reload} />);
  return dialogOf(action, view) ?? framed(<Empty title={t('issueAction.notAllowed')} hint={t('issueAction.notAllowedHint')} />);
}

/** The dialog as a panel opens it; none when it would be refused. */
function dialogOf(action: IssueAction, view: PanelView): ReactNode {
  const { objects, allowed, linking } = view;
  if (action === 'link') return allowed.link && objects.length > 0 ? <LinkDialog objects={objects} linking={linking} /> : null;
  const [first] = creatableObjects(view);
  if (first === undefined) return null;
  return (
    <CreateDialog
      objects={objects}
      object={first.object}
      potentialResults={allowed.potentialResults}
      linking={linking}
    />
  );
}
