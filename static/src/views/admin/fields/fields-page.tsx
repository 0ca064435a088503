import { useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import { useDraft } from '../../../hooks/use-draft';
import { useLocale } from '../../../locale/locale';
import { Empty } from '../../../parts/empty';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import { ProblemList, problemsOf } from '../parts/problem-list';
import { SaveBar } from '../parts/save-bar';
import styles from './fields.module.css';
import { ObjectFields } from './object-fields';
import { ObjectList } from './object-list';
import { useObjects } from './use-objects';

/** Which objects there are, and which of their fields are shown where. */
export function FieldsPage() {
  const { t } = useLocale();
  return (
    <AdminPage title={t('fields.title')} intro={t('fields.intro')}>
      <ConfigurationGate>
        <Loaded />
      </ConfigurationGate>
    </AdminPage>
  );
}

function Loaded() {
  const { t } = useLocale();
  const configuration = useConfigured();
  const draft = useDraft({ check: true });
  const objects = useObjects(draft, configuration);
  const [wanted, setWanted] = useState<string | null>(null);
  const selected = objects.listed.find(({ object }) => object === wanted) ?? objects.listed[0];
  return (
    <>
      <ProblemList problems={problemsOf(draft.problems, 'fields:')} draft={draft} />
      <div className={styles.page}>
        <ObjectList objects={objects} selected={selected?.object ?? null} onSelect={setWanted} />
        <div className={styles.detail}>
          {selected === undefined ? (
            <Empty title={t('fields.none')} hint={t('fields.noneHint')} />
          ) : (
            <ObjectFields key={selected.object} object={selected} draft={draft} />
          )}
        </div>
      </div>
      <SaveBar draft={draft} />
    </>
  );
}
