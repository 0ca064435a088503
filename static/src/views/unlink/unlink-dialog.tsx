import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import { lazy, Suspense, useState } from 'react';
import { closeDialog, type ListedRecord } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { LinesSkeleton } from '../../parts/skeletons';
import { RecordCheck } from './record-check';
import styles from './unlink.module.css';

const WindowedChecks = lazy(() => import('./windowed-checks').then((m) => ({ default: m.WindowedChecks })));

/** More than these are not in the page all at once. */
const WHOLE_MAX = 60;

/** As many as one call takes. */
const CALL_RECORDS_MAX = 200;

interface Props {
  readonly records: readonly ListedRecord[];
  readonly chosen: readonly string[];
}

/** Lists the records to unlink, and unlinks them when the user confirms. */
export function UnlinkDialog({ records, chosen: preset }: Props) {
  const { t, format } = useLocale();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(preset));
  /** What is unlinked already, when there is so much that it takes several calls. */
  const [gone, setGone] = useState<readonly string[]>([]);
  const unlink = useAction('unlink');
  const listed = records.filter(({ id }) => !gone.includes(id));

  const onUnlink = async (): Promise<void> => {
    const ids = listed.map(({ id }) => id).filter((id) => chosen.has(id));
    let unlinked = gone;
    for (let from = 0; from < ids.length; from += CALL_RECORDS_MAX) {
      const outcome = await unlink.send({ recordIds: ids.slice(from, from + CALL_RECORDS_MAX) });
      if (outcome?.kind !== 'ok') return;
      unlinked = [...unlinked, ...outcome.view.unlinked];
      setGone(unlinked);
    }
    await closeDialog({ kind: 'unlinked', unlinked: unlinked.length });
  };
  const close = (): void => {
    void (gone.length === 0 ? closeDialog() : closeDialog({ kind: 'unlinked', unlinked: gone.length }));
  };
  const toggle = (ids: readonly string[], on: boolean): void =>
    setChosen((before) => {
      const after = new Set(before);
      for (const id of ids) {
        if (on) after.add(id);
        else after.delete(id);
      }
      return after;
    });
  const count = listed.filter(({ id }) => chosen.has(id)).length;
  const check = (record: ListedRecord) => (
    <RecordCheck record={record} checked={chosen.has(record.id)} disabled={unlink.sending} onToggle={toggle} />
  );

  return (
    <DialogFrame
      title={t('unlink.title')}
      busy={unlink.sending}
      onClose={close}
      footer={
        <>
          <Button appearance="subtle" isDisabled={unlink.sending} onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button appearance="warning" isDisabled={count === 0} isLoading={unlink.sending} onClick={() => void onUnlink()}>
            {count === 0 ? t('unlink.submitNone') : t('unlink.submit', { count })}
          </Button>
        </>
      }
    >
      {unlink.failure !== null && <FailureMessage failure={unlink.failure} onRetry={() => void onUnlink()} />}
      <p className={styles.text}>{t('unlink.text')}</p>
      {records.length === 0 ? (
        <Empty title={t('unlink.nothing')} />
      ) : (
        <fieldset className={styles.records}>
          <legend className={styles.legend}>{t('unlink.choose')}</legend>
          {listed.length > 1 && (
            <div className={styles.all}>
              <Checkbox
                label={t('unlink.all', { count: listed.length })}
                isChecked={count === listed.length}
                isIndeterminate={count > 0 && count < listed.length}
                isDisabled={unlink.sending}
                onChange={(event) => toggle(listed.map(({ id }) => id), event.currentTarget.checked)}
              />
            </div>
          )}
          {listed.length <= WHOLE_MAX ? (
            listed.map((record) => (
              <div key={record.id} className={styles.record}>
                {check(record)}
              </div>
            ))
          ) : (
            <Suspense fallback={<LinesSkeleton lines={8} />}>
              <WindowedChecks records={listed} check={check} />
            </Suspense>
          )}
        </fieldset>
      )}
      <Announcement>
        {unlink.sending && gone.length > 0 ? t('unlink.progress', { done: format.number(gone.length, 0), total: format.number(chosen.size, 0) }) : ''}
      </Announcement>
    </DialogFrame>
  );
}
