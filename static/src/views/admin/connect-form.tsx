import Button from '@atlaskit/button/new';
import { Label, RequiredAsterisk } from '@atlaskit/form';
import Heading from '@atlaskit/heading';
import Textfield from '@atlaskit/textfield';
import { useState, type FormEvent } from 'react';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { FailureMessage } from '../../parts/failure-message';
import type { ConnectionCard, ConnectionView } from '../../wire';
import styles from './admin.module.css';

interface Props {
  /** The connection to renew; none to make the first. */
  readonly connection: ConnectionCard | null;
  readonly onChanged: (view: ConnectionView, what: string) => void;
}

/** Connects an org by the client credentials flow, which needs no user to log in. */
export function ConnectForm({ connection, onChanged }: Props) {
  const { t } = useLocale();
  const [host, setHost] = useState(connection === null ? '' : connection.instanceUrl.replace(/^https:\/\//, ''));
  const [clientId, setClientId] = useState('');
  const [clientSecret, setClientSecret] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const connect = useAction('connect');

  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const missing = [host, clientId, clientSecret].some((text) => text.trim() === '');
    setIncomplete(missing);
    if (missing) return;
    const outcome = await connect.send({
      grant: 'clientCredentials',
      loginUrl: addressOf(host),
      clientId: clientId.trim(),
      clientSecret: clientSecret.trim(),
      refreshToken: null,
    });
    if (outcome?.kind === 'ok')
      onChanged(outcome.view, t('connection.done', { name: outcome.view.connection?.organizationName ?? host }));
  };
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void onSubmit(event)}>
      <Heading size="medium" as="h3">
        {t(connection === null ? 'connection.form' : 'connection.formAgain')}
      </Heading>
      {connect.failure !== null && <FailureMessage failure={connect.failure} />}
      <TextRow id="connect-host" label={t('connection.host')} hint={t('connection.hostHint')} value={host} onChange={setHost} />
      <TextRow id="connect-client-id" label={t('connection.clientId')} value={clientId} onChange={setClientId} />
      <TextRow
        id="connect-client-secret"
        type="password"
        label={t('connection.clientSecret')}
        hint={t('connection.clientSecretHint')}
        value={clientSecret}
        onChange={setClientSecret}
      />
      {incomplete && (
        <p role="alert" className={styles.error}>
          {t('connection.missing')}
        </p>
      )}
      <div className={styles.buttons}>
        <Button appearance="primary" type="submit" isDisabled={connect.sending} isLoading={connect.sending}>
          {t(connection === null ? 'connection.submit' : 'connection.submitAgain')}
        </Button>
      </div>
      <Announcement>{connect.sending ? t('connection.connecting') : ''}</Announcement>
    </form>
  );
}

interface TextRowProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'password';
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function TextRow({ id, label, hint, type = 'text', value, onChange }: TextRowProps) {
  const hintId = `${id}-hint`;
  return (
    <div>
      <Label htmlFor={id}>
        {label}
        <RequiredAsterisk />
      </Label>
      <Textfield
        id={id}
        type={type}
        value={value}
        isRequired
        autoComplete="off"
        aria-describedby={hint === undefined ? undefined : hintId}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** What was typed as an address: people leave out the scheme, or paste a whole page's address. The core judges it. */
function addressOf(host: string): string {
  const text = host.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}
