import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useId, useState, type FormEvent } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useFocusHere } from '../../../hooks/use-focus';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import { RadioGroup } from '../../../parts/radio-group';
import type { ConnectionCard, ConnectionView, GrantKind, Instance } from '../../../wire';
import styles from '../admin.module.css';
import { TextRow } from '../parts/text-row';
import { LoginWaiting } from './login-waiting';
import { useLogin } from './use-login';

interface Props {
  /** The connection to make anew; none makes a new one. */
  readonly connection: ConnectionCard | null;
  readonly onChanged: (view: ConnectionView, what: string) => void;
  readonly onCancel?: () => void;
}

/** Connects an org: a user logs in and allows it, or the app's own credentials do. */
export function LoginForm({ connection, onChanged, onCancel }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [grant, setGrant] = useState<GrantKind>(connection?.grant ?? 'refreshToken');
  const [instance, setInstance] = useState<Instance>(() => instanceOf(connection));
  const [host, setHost] = useState(() => hostOf(connection));
  const [clientId, setClientId] = useState('');
  const [clientSecret, setClientSecret] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const connect = useAction('connect');
  const done = (view: ConnectionView, which: string): void => {
    const name = view.connections.find((each) => each.id === which)?.organizationName ?? '';
    onChanged(view, t('connection.done', { name }));
  };
  const login = useLogin(done);

  // The form takes the focus when it is opened, and when the waiting for Salesforce has ended.
  const [waited, setWaited] = useState(false);
  const isWaiting = login.state.kind === 'waiting';
  const form = useFocusHere<HTMLFormElement>(!isWaiting && (waited || connection !== null));

  const byUser = grant === 'refreshToken';
  const needsHost = !byUser || instance === 'myDomain';
  const isNew = connection === null;

  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const missing = (isNew && (clientId.trim() === '' || clientSecret.trim() === '')) || (needsHost && host.trim() === '');
    setIncomplete(missing);
    if (missing) return;
    const which = {
      connection: connection?.id ?? null,
      clientId: textOf(clientId),
      clientSecret: textOf(clientSecret),
    };
    if (byUser) {
      setWaited(true);
      await login.begin({ ...which, instance, myDomain: needsHost ? domainOf(host) : null });
      return;
    }
    const before = connection?.id;
    const outcome = await connect.send({ ...which, myDomain: domainOf(host) });
    if (outcome?.kind === 'ok') done(outcome.view, before ?? outcome.view.connections.at(-1)?.id ?? '');
  };

  if (login.state.kind === 'waiting')
    return <LoginWaiting login={login.state.login} onOpen={login.openAgain} onCancel={login.cancel} />;
  const sending = connect.sending || login.beginning;
  const failure = login.state.kind === 'failed' ? login.state.failure : connect.failure;
  return (
    <form ref={form} tabIndex={-1} className={styles.form} noValidate aria-labelledby={`${id}-heading`} onSubmit={(event) => void onSubmit(event)}>
      <div id={`${id}-heading`}>
        <Heading size="small" as="h4">
          {t(isNew ? 'connection.form' : 'connection.formAgain')}
        </Heading>
      </div>
      {failure !== null && <FailureMessage failure={failure} />}
      <RadioGroup
        name={`${id}-grant`}
        legend={t('connection.grant')}
        value={grant}
        disabled={sending}
        options={(['refreshToken', 'clientCredentials'] as const).map((value) => ({
          value,
          label: t(`connection.grant.${value}`),
          description: t(`connection.grantHint.${value}`),
        }))}
        onChange={setGrant}
      />
      {byUser && (
        <RadioGroup
          name={`${id}-instance`}
          legend={t('connection.instanceType')}
          value={instance}
          disabled={sending}
          options={(['production', 'sandbox', 'myDomain'] as const).map((value) => ({
            value,
            label: t(`connection.instanceType.${value}`),
            description: t(`connection.instanceHint.${value}`),
          }))}
          onChange={setInstance}
        />
      )}
      {needsHost && (
        <TextRow
          id={`${id}-host`}
          label={t('connection.host')}
          hint={t('connection.hostHint')}
          required
          value={host}
          onChange={setHost}
        />
      )}
      <TextRow
        id={`${id}-client-id`}
        label={t('connection.clientId')}
        {...(isNew ? {} : { hint: t('connection.keepHint') })}
        required={isNew}
        value={clientId}
        onChange={setClientId}
      />
      <TextRow
        id={`${id}-client-secret`}
        type="password"
        label={t('connection.clientSecret')}
        hint={t(isNew ? 'connection.clientSecretHint' : 'connection.keepHint')}
        required={isNew}
        value={clientSecret}
        onChange={setClientSecret}
      />
      {incomplete && (
        <p role="alert" className={styles.error}>
          {t('connection.missing')}
        </p>
      )}
      <div className={styles.buttons}>
        <Button appearance="primary" type="submit" isLoading={sending}>
          {byUser ? t('connection.login') : t(isNew ? 'connection.submit' : 'connection.submitAgain')}
        </Button>
        {onCancel !== undefined && (
          <Button appearance="subtle" isDisabled={sending} onClick={onCancel}>
            {t('action.cancel')}
          </Button>
        )}
      </div>
      <Announcement>{sending ? t('connection.connecting') : ''}</Announcement>
    </form>
  );
}

function textOf(typed: string): string | null {
  const text = typed.trim();
  return text === '' ? null : text;
}

/** What was typed as a domain: people paste whole addresses. The core judges it. */
function domainOf(typed: string): string {
  return typed.trim().replace(/^https?:\/\//i, '').replace(/\/.*$/, '');
}

const INSTANCES: Readonly<Record<string, Instance>> = {
  'login.salesforce.com': 'production',
  'test.salesforce.com': 'sandbox',
};

function instanceOf(connection: ConnectionCard | null): Instance {
  return connection === null ? 'production' : (INSTANCES[domainOf(connection.loginUrl)] ?? 'myDomain');
}

function hostOf(connection: ConnectionCard | null): string {
  return connection === null ? '' : domainOf(connection.instanceUrl);
}
