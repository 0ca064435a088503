import Checkbox from '@atlaskit/checkbox';
import Heading from '@atlaskit/heading';
import { useLocale } from '../../../locale/locale';
import type { FeedPolicy, Mapping, ObjectConfiguration, Problem, SchemaView } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import styles from './mapping.module.css';

interface Props {
  readonly object: ObjectConfiguration;
  readonly mapping: Mapping;
  readonly schema: SchemaView | null;
  readonly problems: readonly Problem[];
  readonly onChange: (mapping: Mapping) => void;
}

const OFF: FeedPolicy = { toSalesforce: false, toJira: false };

/** Which feed posts and comments become one another (CMT-5): of objects that have no comments of their own. */
export function Feed({ object, mapping, schema, problems, onChange }: Props) {
  const { t } = useLocale();
  const feed = mapping.feed ?? OFF;
  const isOn = feed.toSalesforce || feed.toJira;
  if (!(schema?.hasFeed ?? false) && !isOn) return null;
  const write = (change: Partial<FeedPolicy>): void => onChange({ ...mapping, feed: { ...feed, ...change } });
  return (
    <section className={styles.related} aria-labelledby="feed-heading" data-feed={mapping.object}>
      <div id="feed-heading">
        <Heading size="small" as="h4">
          {t('feedPolicy.title')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('feedPolicy.hint', { object: object.label })}</p>
      <Checkbox
        label={t('feedPolicy.toSalesforce')}
        isChecked={feed.toSalesforce}
        aria-describedby="feed-to-salesforce-hint"
        onChange={({ currentTarget }) => write({ toSalesforce: currentTarget.checked })}
      />
      <p id="feed-to-salesforce-hint" className={styles.indented}>
        {t('feedPolicy.toSalesforceHint')}
      </p>
      <Checkbox
        label={t('feedPolicy.toJira')}
        isChecked={feed.toJira}
        aria-describedby="feed-to-jira-hint"
        onChange={({ currentTarget }) => write({ toJira: currentTarget.checked })}
      />
      <p id="feed-to-jira-hint" className={styles.indented}>
        {t('feedPolicy.toJiraHint')}
      </p>
      <FieldProblems problems={problems.filter(({ field }) => field === 'feed')} />
    </section>
  );
}
