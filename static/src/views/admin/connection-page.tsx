import { useState } from 'react';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import { FieldsSkeleton } from '../../parts/skeletons';
import type { ConnectionView } from '../../wire';
import styles from './admin.module.css';
import { ConnectForm } from './connect-form';
import { ConnectionStatus } from './connection-status';

/** The connection to Salesforce: its state, and the form that makes or renews it. */
export function ConnectionPage() {
  const { t } = useLocale();
  const { loaded, reload, replace } = useView('connection', {});
  const [said, setSaid] = useState('');
  const take = (view: ConnectionView, what: string): void => {
    replace(view);
    setSaid(what);
  };
  return (
    <>
      <Heading size="large" as="h2">
        {t('connection.title')}
      </Heading>
      <p className={styles.intro}>{t('connection.intro')}</p>
      {loaded.kind === 'loading' && <FieldsSkeleton fields={3} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && (
        <>
          {said !== '' && (
            <div className={parts.message}>
              <SectionMessage appearance="success">
                <p>{said}</p>
              </SectionMessage>
            </div>
          )}
          <Connection view={loaded.view} onChanged={take} />
        </>
      )}
      <Announcement>{said}</Announcement>
    </>
  );
}

interface Props {
  readonly view: ConnectionView;
  readonly onChanged: (view: ConnectionView, what: string) => void;
}

function Connection({ view, onChanged }: Props) {
  const { t } = useLocale();
  const { connection } = view;
  if (connection === null)
    return (
      <>
        <p>
          {t('connection.none')}. {t('connection.noneHint')}
        </p>
        <ConnectForm connection={null} onChanged={onChanged} />
      </>
    );
  return (
    <>
      <ConnectionStatus connection={connection} onChanged={onChanged} />
      {connection.state === 'reconnectNeeded' && <ConnectForm connection={connection} onChanged={onChanged} />}
    </>
  );
}
