import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useState, type FormEvent } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { TextRow } from '../parts/text-row';
import styles from './health.module.css';

/** Erases what is stored of a person (OPS-5). */
export function EraseSection() {
  const { t } = useLocale();
  const [account, setAccount] = useState('');
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  const erase = useAction('eraseAccount');
  const accountId = account.trim();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (accountId !== '') setAsking(true);
  };
  const onErase = async (): Promise<void> => {
    const outcome = await erase.send({ accountId });
    setAsking(false);
    if (outcome?.kind !== 'ok') return;
    setSaid(t(outcome.view.known ? 'erase.done' : 'erase.unknown'));
    setAccount('');
  };
  return (
    <section className={styles.section} aria-labelledby="erase-heading">
      <div id="erase-heading">
        <Heading size="medium" as="h3">
          {t('erase.title')}
        </Heading>
      </div>
      <p className={styles.remedy}>{t('erase.hint')}</p>
      <form className={styles.form} noValidate onSubmit={onSubmit}>
        <TextRow
          id="erase-account"
          label={t('erase.account')}
          value={account}
          onChange={(text) => {
            setAccount(text);
            setSaid('');
          }}
        />
        <Button type="submit" isDisabled={accountId === ''}>
          {t('erase.erase')}
        </Button>
      </form>
      <div role="status">{said !== '' && <p>{said}</p>}</div>
      {erase.failure !== null && <FailureMessage failure={erase.failure} />}
      <ConfirmDialog
        open={asking}
        title={t('erase.confirmTitle')}
        confirm={t('erase.erase')}
        appearance="warning"
        sending={erase.sending}
        onConfirm={() => void onErase()}
        onCancel={() => setAsking(false)}
      >
        {t('erase.confirmText')}
      </ConfirmDialog>
    </section>
  );
}
