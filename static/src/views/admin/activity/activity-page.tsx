import Button from '@atlaskit/button/new';
import { useCallback, useMemo, useState } from 'react';
import { call, type Outcome } from '../../../bridge/calls';
import { useConfiguration } from '../../../hooks/use-configuration';
import { usePages, type Page } from '../../../hooks/use-pages';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { Empty } from '../../../parts/empty';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { SiteActivityRow } from '../../../wire';
import type { Names } from '../../why/decision-words';
import { AdminPage } from '../parts/admin-page';
import { ActivityEntry } from './activity-entry';
import styles from './activity.module.css';
import { callOf, EVERYTHING, isFiltered, type Filter } from './filter';
import { FilterForm } from './filter-form';

/** What was done on the site (OPS-1), the newest first. */
export function ActivityPage() {
  const { t } = useLocale();
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const [filled, setFilled] = useState(0);
  const onRecord = (record: string): void => {
    setFilter({ ...EVERYTHING, record });
    // The fields show what the filter says now.
    setFilled((before) => before + 1);
  };
  return (
    <AdminPage title={t('activity.title')} intro={t('activity.intro')}>
      <FilterForm key={filled} filter={filter} onFilter={setFilter} />
      <Entries key={JSON.stringify(filter)} filter={filter} onRecord={onRecord} />
    </AdminPage>
  );
}

const keyOf = (row: SiteActivityRow): string => row.key;

interface EntriesProps {
  readonly filter: Filter;
  readonly onRecord: (recordId: string) => void;
}

function Entries({ filter, onRecord }: EntriesProps) {
  const { t } = useLocale();
  const names = useNames();
  const ask = useCallback(
    async (after: string | null): Promise<Outcome<Page<SiteActivityRow, null>>> => {
      const outcome = await call('siteActivity', callOf(filter, after));
      return outcome.kind === 'ok' ? { kind: 'ok', view: { ...outcome.view, head: null } } : outcome;
    },
    [filter],
  );
  const { paged, reload, moreAgain } = usePages(ask, keyOf);
  switch (paged.kind) {
    case 'loading':
      return <LinesSkeleton lines={6} />;
    case 'failed':
      return <FailureMessage failure={paged.failure} onRetry={reload} />;
    case 'ready': {
      const { rows, after, trouble, loadingMore } = paged;
      return (
        <>
          {trouble !== null && (
            <FailureMessage failure={trouble} onRetry={after === null ? reload : moreAgain} stillShown={t('activity.stale')} />
          )}
          {rows.length === 0 ? (
            <Empty
              title={t(after !== null ? 'activity.nothingYet' : isFiltered(filter) ? 'activity.nothingMatches' : 'activity.none')}
            />
          ) : (
            <ol className={styles.list} aria-label={t('activity.list')}>
              {rows.map((row) => (
                <ActivityEntry key={row.key} row={row} names={names} onRecord={onRecord} />
              ))}
            </ol>
          )}
          {after !== null && (
            <Button isLoading={loadingMore} onClick={moreAgain}>
              {t(rows.length === 0 ? 'activity.lookFurther' : 'activity.older')}
            </Button>
          )}
          <Announcement>{loadingMore ? t('app.loading') : t('activity.shown', { count: rows.length })}</Announcement>
        </>
      );
    }
    default:
      return paged satisfies never;
  }
}

/** What people call objects. Records are named by their ids: the page asks Salesforce nothing. */
function useNames(): Names {
  const { loaded } = useConfiguration();
  const objects = loaded.kind === 'ready' ? loaded.view.objects : null;
  return useMemo(
    () => ({
      object: (object) => objects?.find((each) => each.object === object)?.label ?? object,
      record: () => null,
    }),
    [objects],
  );
}
