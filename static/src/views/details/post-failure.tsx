import SectionMessage from '@atlaskit/section-message';
import type { PageFailure, PageFailureCode } from '../../bridge/calls';
import { useLocale } from '../../locale/locale';
import { FailureMessage } from '../../parts/failure-message';

/** After these nobody knows whether it was posted. */
const UNCLEAR: ReadonlySet<PageFailureCode> = new Set<PageFailureCode>([
  'creationUnclear',
  'conflict',
  'outOfTime',
  'noAnswer',
  'appUnreachable',
  'bug',
]);

/** Why something was not posted, or may have been. */
export function PostFailure({ failure }: { failure: PageFailure }) {
  const { t, format } = useLocale();
  if (!UNCLEAR.has(failure.code)) return <FailureMessage failure={failure} />;
  return (
    <div role="alert" data-failure={failure.code}>
      <SectionMessage appearance="warning" title={t('post.unclear.title')}>
        <p>
          {t('post.unclear.text')}{' '}
          {failure.retryAfterMs !== null && t('failure.wait', { time: format.duration(failure.retryAfterMs) })}
        </p>
      </SectionMessage>
    </div>
  );
}
