import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useConnections } from '../../../hooks/use-connections';
import { useFocusBack, useFocusHere } from '../../../hooks/use-focus';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { FieldsSkeleton } from '../../../parts/skeletons';
import type { ConnectionView } from '../../../wire';
import styles from '../admin.module.css';
import { AdminPage } from '../parts/admin-page';
import { ConnectionCardSection } from './connection-card';
import { Guide } from './guide';
import { LoginForm } from './login-form';
import { MasterSwitch } from './master-switch';

/** The connected orgs, how to connect one, and the master switch. */
export function ConnectionPage() {
  const { t } = useLocale();
  const { loaded, reload, replace } = useConnections();
  const configuration = useConfiguration();
  const [said, setSaid] = useState('');
  const [saidKey, setSaidKey] = useState(0);
  const take = (view: ConnectionView, what: string): void => {
    replace(view);
    setSaid(what);
    setSaidKey((before) => before + 1);
    // What fits the orgs depends on which there are.
    configuration.reload();
  };
  return (
    <AdminPage title={t('connection.title')} intro={t('connection.intro')}>
      {loaded.kind === 'loading' && <FieldsSkeleton fields={3} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && (
        <>
          {said !== '' && <Said key={saidKey} text={said} />}
          {loaded.view.connections.length > 0 && <MasterSwitch />}
          <Orgs key={loaded.view.connections.map(({ id }) => id).join()} view={loaded.view} onChanged={take} />
        </>
      )}
    </AdminPage>
  );
}

/** What has just happened. It takes the focus, since the control that did it is gone. */
function Said({ text }: { text: string }) {
  const here = useFocusHere<HTMLDivElement>();
  return (
    <div ref={here} tabIndex={-1} role="status" className={styles.said}>
      <SectionMessage appearance="success">
        <p>{text}</p>
      </SectionMessage>
    </div>
  );
}

interface Props {
  readonly view: ConnectionView;
  readonly onChanged: (view: ConnectionView, what: string) => void;
}

function Orgs({ view, onChanged }: Props) {
  const { t } = useLocale();
  const [adding, setAdding] = useState(false);
  const form = useFocusHere<HTMLElement>(adding);
  const addButton = useFocusBack<HTMLButtonElement>(adding);
  const { connections, callbackUrl } = view;
  const isFirst = connections.length === 0;
  return (
    <>
      {connections.map((connection) => (
        <ConnectionCardSection key={connection.id} connection={connection} onChanged={onChanged} />
      ))}
      {isFirst || adding ? (
        <section ref={form} tabIndex={-1} aria-labelledby="connect-heading" className={styles.section}>
          <div id="connect-heading">
            <Heading size="medium" as="h3">
              {t(isFirst ? 'connection.first' : 'connection.another')}
            </Heading>
          </div>
          <p className={styles.hint}>{t('connection.firstHint')}</p>
          <Guide callbackUrl={callbackUrl} />
          <LoginForm connection={null} onChanged={onChanged} {...(isFirst ? {} : { onCancel: () => setAdding(false) })} />
        </section>
      ) : (
        <Button ref={addButton} onClick={() => setAdding(true)}>{t('connection.add')}</Button>
      )}
    </>
  );
}
