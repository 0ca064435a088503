import Button from '@atlaskit/button/new';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import { failureWords } from '../../../parts/failure-words';
import { PAGES } from '../shell/pages';
import { Fact } from './fact';
import styles from './health.module.css';

/** Whether the configuration fits orgs and site as they are now (D-7), and where it does not. */
export function ConfigurationFacts() {
  const locale = useLocale();
  const { t } = locale;
  const { go } = useAdminPlace();
  const { loaded } = useConfiguration();
  if (loaded.kind === 'loading') return null;
  if (loaded.kind === 'failed')
    return (
      <Fact id="configuration" label={t('health.configuration')} judgement="watch">
        <p>{t('health.configurationUnknown', { reason: `${failureWords(loaded.failure, locale).title}.` })}</p>
      </Fact>
    );
  const { problems } = loaded.view;
  const errors = problems.filter(({ problem }) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const pages = PAGES.filter((page) =>
    problems.some(({ section }) => page.sections.some((beginning) => section.startsWith(beginning))),
  );
  return (
    <Fact id="configuration" label={t('health.configuration')} judgement={errors > 0 ? 'bad' : 'fine'}>
      {problems.length === 0 && <p>{t('health.configurationFits')}</p>}
      {errors > 0 && <p>{t('health.errors', { count: errors })}</p>}
      {warnings > 0 && <p>{t('health.warnings', { count: warnings })}</p>}
      {pages.length > 0 && (
        <div className={styles.actions}>
          {pages.map((page) => (
            <Button key={page.key} spacing="compact" onClick={() => go(page.key)}>
              {t('health.openPage', { page: t(page.title) })}
            </Button>
          ))}
        </div>
      )}
    </Fact>
  );
}
