import Heading from '@atlaskit/heading';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { FieldsSkeleton } from '../../parts/skeletons';
import styles from './admin.module.css';
import { ObjectSection } from './object-section';

/** What is configured, to look at. */
export function ConfigurationPage() {
  const { t, format } = useLocale();
  const { loaded, reload } = useView('configuration', {});
  return (
    <>
      <Heading size="large" as="h2">
        {t('configuration.title')}
      </Heading>
      <p className={styles.intro}>
        {t('configuration.intro')}
        {loaded.kind === 'ready' && (
          <>
            {' '}
            {loaded.view.version === 0
              ? t('configuration.shipped')
              : t('configuration.version', { version: format.number(loaded.view.version, 0) })}
            .
          </>
        )}
      </p>
      {loaded.kind === 'loading' && <FieldsSkeleton fields={4} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' &&
        (loaded.view.objects.length === 0 ? (
          <Empty title={`${t('configuration.empty')}.`} hint={t('configuration.emptyHint')} />
        ) : (
          loaded.view.objects.map((object) => <ObjectSection key={object.fields.object} configuration={object} />)
        ))}
    </>
  );
}
