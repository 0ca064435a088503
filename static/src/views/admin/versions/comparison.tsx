import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import { ChangesTable } from '../parts/changes-table';

/** In what two versions differ, thing by thing. */
export function Comparison({ from, to }: { from: number; to: number }) {
  const { t, format } = useLocale();
  const { loaded, reload } = useView('compareVersions', { from, to });
  switch (loaded.kind) {
    case 'loading':
      return <LinesSkeleton lines={4} />;
    case 'failed':
      return <FailureMessage failure={loaded.failure} onRetry={reload} />;
    case 'ready':
      return loaded.view.changes.length === 0 ? (
        <p>{t('compare.same')}</p>
      ) : (
        <ChangesTable
          label={t('compare.title', { from: format.number(from, 0), to: format.number(to, 0) })}
          changes={loaded.view.changes}
        />
      );
    default:
      return loaded satisfies never;
  }
}
