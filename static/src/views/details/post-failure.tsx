import type { PageFailure, PageFailureCode } from '../../bridge/calls';
import { useLocale } from '../../locale/locale';
import { FailureMessage } from '../../parts/failure-message';

/** After these nobody knows whether it was posted. */
const UNCLEAR: ReadonlySet<PageFailureCode> = new Set<PageFailureCode>([
  'salesforceTimeout',
  'salesforceUnavailable',
  'platformUnavailable',
  'outOfTime',
  'creationUnclear',
  'conflict',
  'noAnswer',
  'appUnreachable',
  'bug',
]);

/** Why something was not posted, or may have been. */
export function PostFailure({ failure }: { failure: PageFailure }) {
  const { t } = useLocale();
  return UNCLEAR.has(failure.code) ? (
    <FailureMessage failure={failure} stillShown={t('post.once')} />
  ) : (
    <FailureMessage failure={failure} />
  );
}
