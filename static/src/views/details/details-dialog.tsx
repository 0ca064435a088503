import Button from '@atlaskit/button/new';
import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs';
import { closeDialog } from '../../bridge/dialogs';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { Age } from '../../parts/age';
import { CellValue } from '../../parts/cell';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { RedirectButton } from '../../parts/outside-link';
import { FieldsSkeleton } from '../../parts/skeletons';
import type { DetailField } from '../../wire';
import styles from './details.module.css';

/** A record's details. The panel's name for it stands in the title until the record itself is there. */
export function DetailsDialog({ recordId, name }: { recordId: string; name: string }) {
  const { t } = useLocale();
  const { loaded, reload } = useView('details', { recordId });
  const details = loaded.kind === 'ready' ? loaded.view : null;
  return (
    <DialogFrame
      title={details?.name ?? name}
      subtitle={details?.label}
      headerActions={
        details !== null && details.url !== null && <RedirectButton address={details.url} name={details.name} />
      }
      footer={
        <>
          {details !== null && <Age text="details.read" atMs={details.atMs} />}
          <Button onClick={() => void closeDialog()}>{t('action.close')}</Button>
        </>
      }
    >
      {loaded.kind === 'loading' && <FieldsSkeleton fields={5} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {details !== null && (
        <Tabs id="details-tabs">
          <TabList>
            <Tab>{t('details.tab')}</Tab>
          </TabList>
          <TabPanel>
            <Fields fields={details.fields} />
          </TabPanel>
        </Tabs>
      )}
    </DialogFrame>
  );
}

function Fields({ fields }: { fields: readonly DetailField[] }) {
  const { t } = useLocale();
  if (fields.length === 0) return <Empty title={t('details.empty')} hint={t('details.emptyHint')} />;
  return (
    <dl className={styles.fields}>
      {fields.map(({ column, cell }) => (
        <div key={column.field} className={styles.field}>
          <dt>{column.label}</dt>
          <dd>
            <CellValue cell={cell} column={column} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
