import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';
import { useId, useState, type ReactNode } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useFocusBack } from '../../../hooks/use-focus';
import { useNow } from '../../../hooks/use-now';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import { OutsideLink } from '../../../parts/outside-link';
import parts from '../../../parts/parts.module.css';
import type { ConnectionCard, ConnectionTestView, ConnectionView } from '../../../wire';
import styles from '../admin.module.css';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { LoginForm } from './login-form';
import { OutboundMessages } from './outbound-messages';
import { TestResult } from './test-result';

interface Props {
  readonly connection: ConnectionCard;
  readonly onChanged: (view: ConnectionView, what: string) => void;
}

/** A connected org, with what can be done about it. */
export function ConnectionCardSection({ connection, onChanged }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const [reconnecting, setReconnecting] = useState(false);
  const reconnectButton = useFocusBack<HTMLButtonElement>(reconnecting);
  const [tested, setTested] = useState<ConnectionTestView | null>(null);
  const test = useAction('testConnection');
  const disconnect = useAction('disconnect');
  const busy = test.sending || disconnect.sending;
  const failure = test.failure ?? disconnect.failure;
  const shown = tested?.connection ?? connection;
  const works = shown.state === 'connected';

  const onTest = async (): Promise<void> => {
    disconnect.clear();
    const outcome = await test.send({ connection: connection.id });
    if (outcome?.kind === 'ok') setTested(outcome.view);
  };
  const onDisconnect = async (): Promise<void> => {
    test.clear();
    const outcome = await disconnect.send({ connection: connection.id });
    setAsking(false);
    if (outcome?.kind === 'ok')
      onChanged(outcome.view, t('connection.disconnected', { name: connection.organizationName }));
  };
  const onReconnected = (view: ConnectionView, what: string): void => {
    setReconnecting(false);
    setTested(null);
    onChanged(view, what);
  };
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div className={styles.cardHeading}>
        <div id={id}>
          <Heading size="medium" as="h3">
            {shown.organizationName}
          </Heading>
        </div>
        <Lozenge appearance={works ? 'success' : 'removed'}>{t(`connection.state.${shown.state}`)}</Lozenge>
      </div>
      {(shown.trouble !== null || !works) && <Trouble connection={shown} />}
      {failure !== null && <FailureMessage failure={failure} />}
      <Facts connection={shown} />
      {tested !== null && <TestResult test={tested} />}
      {reconnecting ? (
        <LoginForm connection={connection} onChanged={onReconnected} onCancel={() => setReconnecting(false)} />
      ) : (
        <div className={styles.buttons}>
          <Button isDisabled={disconnect.sending} isLoading={test.sending} onClick={() => void onTest()}>
            {t('connection.test')}
          </Button>
          <Button
            ref={reconnectButton}
            appearance={works ? 'subtle' : 'primary'}
            isDisabled={busy}
            onClick={() => setReconnecting(true)}
          >
            {t('connection.reconnect')}
          </Button>
          <Button appearance="subtle" isDisabled={busy} onClick={() => setAsking(true)}>
            {t('connection.disconnect')}
          </Button>
        </div>
      )}
      <OutboundMessages connection={connection.id} />
      <Announcement>{test.sending ? t('connection.testing') : ''}</Announcement>
      <ConfirmDialog
        open={asking}
        title={t('connection.disconnectTitle', { name: connection.organizationName })}
        confirm={t('connection.disconnect')}
        appearance="warning"
        sending={disconnect.sending}
        onCancel={() => setAsking(false)}
        onConfirm={() => void onDisconnect()}
      >
        {t('connection.disconnectText')}
      </ConfirmDialog>
    </section>
  );
}

/** Why an admin has to act: at once, or soon while it still works. */
function Trouble({ connection }: { connection: ConnectionCard }) {
  const { t, said } = useLocale();
  const { state, trouble } = connection;
  const works = state === 'connected';
  return (
    <div role="alert" className={parts.message} data-failure={trouble?.code}>
      <SectionMessage
        appearance={works ? 'warning' : 'error'}
        headingLevel="h4"
        title={t(works ? 'connection.warning' : 'failure.reconnectNeeded.title')}
      >
        {!works && <p>{t('connection.reconnectHint')}</p>}
        {/* That it has to be reconnected is said above. */}
        {trouble !== null && (works || trouble.code !== 'reconnectNeeded') && <p>{said(trouble.text)}</p>}
      </SectionMessage>
    </div>
  );
}

function Facts({ connection }: { connection: ConnectionCard }) {
  const { t, format } = useLocale();
  const now = useNow();
  const { renewedAtMs, idleAtMs } = connection;
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
      <Fact label={t('connection.renewed')}>
        <span title={format.instant(renewedAtMs)}>{format.age(renewedAtMs, now) ?? t('age.now')}</span>
      </Fact>
      {idleAtMs !== null && (
        <Fact label={t('connection.idle')}>{t('connection.idleAt', { date: format.instant(idleAtMs) })}</Fact>
      )}
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
