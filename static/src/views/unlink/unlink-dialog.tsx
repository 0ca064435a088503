import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import { useState } from 'react';
import { closeDialog, type ListedRecord } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import styles from './unlink.module.css';

interface Props {
  readonly records: readonly ListedRecord[];
  readonly chosen: readonly string[];
}

/** Lists the records to unlink, and unlinks them when the user confirms. */
export function UnlinkDialog({ records, chosen: preset }: Props) {
  const { t } = useLocale();
  const [chosen, setChosen] = useState(preset);
  const unlink = useAction('unlink');

  const onUnlink = async (): Promise<void> => {
    const outcome = await unlink.send({ recordIds: [...chosen] });
    if (outcome?.kind === 'ok') await closeDialog({ kind: 'unlinked', unlinked: outcome.view.unlinked.length });
  };
  const toggle = (id: string, on: boolean): void =>
    setChosen((before) => (on ? [...before, id] : before.filter((each) => each !== id)));

  return (
    <DialogFrame
      title={t('unlink.title')}
      busy={unlink.sending}
      footer={
        <>
          <Button appearance="subtle" isDisabled={unlink.sending} onClick={() => void closeDialog()}>
            {t('action.cancel')}
          </Button>
          <Button
            appearance="warning"
            isDisabled={chosen.length === 0}
            isLoading={unlink.sending}
            onClick={() => void onUnlink()}
          >
            {chosen.length === 0 ? t('unlink.submitNone') : t('unlink.submit', { count: chosen.length })}
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
          {records.map((record) => (
            <Checkbox
              key={record.id}
              label={`${record.name} (${record.label})`}
              isChecked={chosen.includes(record.id)}
              isDisabled={unlink.sending}
              onChange={(event) => toggle(record.id, event.currentTarget.checked)}
            />
          ))}
        </fieldset>
      )}
    </DialogFrame>
  );
}
