import type { WorkflowEntry } from '../../bridge/place';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import { FieldsSkeleton } from '../../parts/skeletons';
import { PostFunctionForm } from './post-function-form';
import { savedOf } from './saved';
import { Summary } from './summary';

interface Props {
  /** Whether it is being added, changed or only shown; none where Jira does not say. */
  readonly entry: WorkflowEntry | null;
  /** What Jira keeps of the post function. */
  readonly kept: unknown;
}

/** The post function in the editor of workflows. */
export function WorkflowView(props: Props) {
  const { t } = useLocale();
  return (
    <main>
      <h1 className={parts.visuallyHidden}>{t('workflow.title')}</h1>
      <Shown {...props} />
    </main>
  );
}

function Shown({ entry, kept }: Props) {
  const saved = savedOf(kept);
  const { loaded, reload } = useView('postFunctionChoices', {});
  if (loaded.kind === 'loading') return <FieldsSkeleton fields={2} />;
  const objects = loaded.kind === 'ready' ? loaded.view.objects : [];
  // Who may look at a workflow need not administer anything: what the function does can be said all the same.
  if (entry === 'view') return <Summary saved={saved} objects={objects} />;
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  return <PostFunctionForm saved={saved} objects={objects} />;
}
