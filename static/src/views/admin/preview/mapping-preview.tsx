import Heading from '@atlaskit/heading';
import { useId, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import { PlanRows } from '../../../parts/plan-rows';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { IssueChoice, LookupOption, Mapping } from '../../../wire';
import { IssuePicker } from './issue-picker';
import styles from './preview.module.css';
import { RecordPicker } from './record-picker';
import { useLive } from './use-live';

interface Props {
  readonly mapping: Mapping;
  /** What people call the object. */
  readonly object: string;
  /** The project's id; none looks in every configured one. */
  readonly project: string | null;
}

/** What a mapping as it is edited would do to a real work item, and to a record beside it, live. */
export function MappingPreview({ mapping, object, project }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [issue, setIssue] = useState<IssueChoice | null>(null);
  const [record, setRecord] = useState<LookupOption | null>(null);
  const live = useLive('previewMapping', issue === null ? null : { mapping, issue: issue.id, recordId: record?.id ?? null });
  const { view } = live;
  const written = view === null ? 0 : (view.update ?? view.creation).rows.filter((row) => row.written).length;
  return (
    <section className={styles.preview} aria-labelledby={id} data-preview="mapping">
      <div id={id}>
        <Heading size="small" as="h3">
          {t('preview.title')}
        </Heading>
      </div>
      <p className={styles.subtle}>{t('preview.intro')}</p>
      <div className={styles.pickers}>
        <IssuePicker project={project} issue={issue} onChange={setIssue} />
        <RecordPicker project={project} object={mapping.object} record={record} onChange={setRecord} />
      </div>
      {issue === null && <p className={styles.subtle}>{t('preview.choose')}</p>}
      {live.failure !== null && <FailureMessage failure={live.failure} onRetry={live.retry} />}
      {live.busy && view === null && <LinesSkeleton lines={6} />}
      {view !== null && (
        <div className={styles.result} data-busy={live.busy} aria-busy={live.busy}>
          {view.update !== null && (
            <section className={styles.part} data-plan="update">
              <Heading size="xsmall" as="h4">
                {t('preview.update', { key: view.issue.key, record: view.recordName ?? '' })}
              </Heading>
              <p className={styles.subtle}>{t('preview.updateHint')}</p>
              <PlanRows
                plan={view.update}
                label={t('preview.update', { key: view.issue.key, record: view.recordName ?? '' })}
              />
            </section>
          )}
          <section className={styles.part} data-plan="creation">
            <Heading size="xsmall" as="h4">
              {t('preview.creation', { object })}
            </Heading>
            <PlanRows plan={view.creation} label={t('preview.creationOf', { object, key: view.issue.key })} />
          </section>
        </div>
      )}
      <Announcement>
        {live.busy
          ? t('preview.loading')
          : view === null
            ? ''
            : t('preview.answered', { key: view.issue.key, count: written })}
      </Announcement>
    </section>
  );
}
