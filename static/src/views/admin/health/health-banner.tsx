import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useHealth } from '../../../hooks/use-health';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import type { HealthView } from '../../../wire';
import type { PlainKey } from '../../../locale/texts';
import styles from './health.module.css';
import { overall } from './judgements';

/** Says on every page when something needs action, and leads to where it is told. */
export function HealthBanner() {
  const { t } = useLocale();
  const { go } = useAdminPlace();
  const { loaded } = useHealth();
  if (loaded.kind !== 'ready' || overall(loaded.view) !== 'bad') return null;
  return (
    <div className={styles.banner} data-health="bad" role="status">
      <SectionMessage appearance="error" title={t('health.banner')}>
        <p>{whatIsBad(loaded.view).map((what) => t(what)).join(', ')}</p>
        <Button spacing="compact" onClick={() => go('health')}>
          {t('health.bannerOpen')}
        </Button>
      </SectionMessage>
    </div>
  );
}

/** What needs action, each once. */
function whatIsBad({ connections, jiraJudgement, failedJudgement }: HealthView): PlainKey[] {
  const some = (is: (org: HealthView['connections'][number]) => boolean, what: PlainKey): PlainKey[] =>
    connections.some(is) ? [what] : [];
  return [
    ...some((org) => org.connectionJudgement === 'bad', 'health.connection'),
    ...some((org) => org.apiJudgement === 'bad', 'health.api'),
    ...some((org) => org.pollJudgement === 'bad', 'health.poll'),
    ...some((org) => org.driftJudgement === 'bad', 'health.drift'),
    ...some((org) => org.workJudgement === 'bad', 'health.work'),
    ...(jiraJudgement === 'bad' ? (['health.jiraPoll'] as const) : []),
    ...(failedJudgement === 'bad' ? (['health.failed'] as const) : []),
  ];
}
