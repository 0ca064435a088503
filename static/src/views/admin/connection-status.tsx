import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import { useState, type ReactNode } from 'react';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { FailureMessage } from '../../parts/failure-message';
import { OutsideLink } from '../../parts/outside-link';
import type { ConnectionCard, ConnectionView } from '../../wire';
import styles from './admin.module.css';
import { DisconnectDialog } from './disconnect-dialog';

interface Props {
  readonly connection: ConnectionCard;
  readonly onChanged: (view: ConnectionView, what: string) => void;
}

/** The connection's card, with what can be done about it. */
export function ConnectionStatus({ connection, onChanged }: Props) {
  const { t } = useLocale();
  const [asking, setAsking] = useState(false);
  const test = useAction('testConnection');
  const disconnect = useAction('disconnect');
  const busy = test.sending || disconnect.sending;
  const failure = test.failure ?? disconnect.failure;
  const works = connection.state === 'connected';

  const onTest = async (): Promise<void> => {
    disconnect.clear();
    const outcome = await test.send({});
    if (outcome?.kind === 'ok') onChanged(outcome.view, t('connection.testOk'));
  };
  const onDisconnect = async (): Promise<void> => {
    setAsking(false);
    test.clear();
    const outcome = await disconnect.send({});
    if (outcome?.kind === 'ok') onChanged(outcome.view, t('connection.disconnected'));
  };
  return (
    <section className={styles.card} aria-labelledby="connection-card">
      {failure !== null && <FailureMessage failure={failure} />}
      <div className={styles.cardHeading}>
        <div id="connection-card">
          <Heading size="medium" as="h3">
            {connection.organizationName}
          </Heading>
        </div>
        <Lozenge appearance={works ? 'success' : 'removed'}>{t(`connection.state.${connection.state}`)}</Lozenge>
      </div>
      {!works && <p>{t('connection.reconnect')}</p>}
      <Facts connection={connection} />
      <div className={styles.buttons}>
        <Button isDisabled={busy} isLoading={test.sending} onClick={() => void onTest()}>
          {t('connection.test')}
        </Button>
        <Button appearance="subtle" isDisabled={busy} isLoading={disconnect.sending} onClick={() => setAsking(true)}>
          {t('connection.disconnect')}
        </Button>
      </div>
      <Announcement>{test.sending ? t('connection.testing') : ''}</Announcement>
      <DisconnectDialog
        open={asking}
        name={connection.organizationName}
        onCancel={() => setAsking(false)}
        onConfirm={() => void onDisconnect()}
      />
    </section>
  );
}

function Facts({ connection }: { connection: ConnectionCard }) {
  const { t, format } = useLocale();
  const { apiUsed, apiLimit } = connection;
  return (
    <dl className={styles.facts}>
      <Fact label={t('connection.user')}>{connection.username}</Fact>
      <Fact label={t('connection.instance')}>
        <OutsideLink address={connection.instanceUrl}>{connection.instanceUrl}</OutsideLink>
      </Fact>
      <Fact label={t('connection.organizationId')}>{connection.organizationId}</Fact>
      <Fact label={t('connection.grant')}>{t(`connection.grant.${connection.grant}`)}</Fact>
      <Fact label={t('connection.apiVersion')}>{connection.apiVersion}</Fact>
      <Fact label={t('connection.since')}>{format.instant(connection.connectedAtMs)}</Fact>
      <Fact label={t('connection.calls')}>
        {apiUsed === null || apiLimit === null
          ? t('connection.callsUnknown')
          : t('connection.callsOf', { used: format.number(apiUsed, 0), limit: format.number(apiLimit, 0) })}
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
