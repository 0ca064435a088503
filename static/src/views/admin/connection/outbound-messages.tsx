import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';
import { useId, useRef, useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useNow } from '../../../hooks/use-now';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { CopyField } from '../../../parts/copy-field';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { OutboundMessagesView } from '../../../wire';
import { ConfirmDialog } from '../parts/confirm-dialog';
import styles from './connection.module.css';

/** How an org tells Weftline of changes at once (SYNC-5): the address, what to do in Salesforce, and when something was heard. */
export function OutboundMessages({ connection }: { connection: string }) {
  const { t } = useLocale();
  const id = useId();
  const { loaded, reload, replace } = useView('outboundMessages', { connection, renew: false, remove: false });
  return (
    <section className={styles.outbound} aria-labelledby={id} data-outbound={connection}>
      <div id={id} className={styles.outboundHead}>
        <Heading size="small" as="h4">
          {t('outbound.title')}
        </Heading>
        {loaded.kind === 'ready' && (
          <Lozenge appearance={loaded.view.setUp ? 'success' : 'default'}>
            {t(loaded.view.setUp ? 'outbound.setUp' : 'outbound.notSetUp')}
          </Lozenge>
        )}
      </div>
      <p className={styles.subtle}>{t('outbound.hint')}</p>
      {loaded.kind === 'loading' && <LinesSkeleton lines={2} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && <Loaded view={loaded.view} onView={replace} />}
    </section>
  );
}

type Asked = 'nothing' | 'renew' | 'remove';

function Loaded({ view, onView }: { view: OutboundMessagesView; onView: (view: OutboundMessagesView) => void }) {
  const { t, format } = useLocale();
  const now = useNow();
  const [asked, setAsked] = useState<Asked>('nothing');
  const [said, setSaid] = useState('');
  const change = useAction('outboundMessages');
  const place = useRef<HTMLDivElement>(null);
  const { connection, setUp, url, heardAtMs } = view;

  const send = async (what: 'renew' | 'remove'): Promise<void> => {
    const outcome = await change.send({ connection, renew: what === 'renew', remove: what === 'remove' });
    setAsked('nothing');
    if (outcome?.kind !== 'ok') return;
    setSaid(what === 'remove' ? t('outbound.removed') : '');
    onView(outcome.view);
    place.current?.focus();
  };
  return (
    <div ref={place} tabIndex={-1} className={styles.outboundBody}>
      {setUp && (
        <p>
          {heardAtMs === null
            ? t('outbound.notHeard')
            : t('outbound.heard', { age: format.age(heardAtMs, now) ?? t('age.now') })}
        </p>
      )}
      {url !== null && (
        <>
          <SectionMessage appearance="warning">
            <p>{t('outbound.once')}</p>
          </SectionMessage>
          <CopyField label={t('outbound.url')} value={url} />
          <Steps />
        </>
      )}
      <div role="status">{said !== '' && <p>{said}</p>}</div>
      {change.failure !== null && <FailureMessage failure={change.failure} />}
      <div className={styles.outboundButtons}>
        {!setUp && (
          <Button isLoading={change.sending} onClick={() => void send('renew')}>
            {t('outbound.make')}
          </Button>
        )}
        {setUp && (
          <>
            <Button spacing="compact" isDisabled={change.sending} onClick={() => setAsked('renew')}>
              {t('outbound.renew')}
            </Button>
            <Button
              spacing="compact"
              appearance="subtle"
              isDisabled={change.sending}
              onClick={() => setAsked('remove')}
            >
              {t('outbound.remove')}
            </Button>
          </>
        )}
      </div>
      <ConfirmDialog
        open={asked !== 'nothing'}
        title={t(asked === 'remove' ? 'outbound.removeTitle' : 'outbound.renewTitle')}
        confirm={t(asked === 'remove' ? 'outbound.remove' : 'outbound.renew')}
        appearance="warning"
        sending={change.sending}
        onConfirm={() => asked !== 'nothing' && void send(asked)}
        onCancel={() => setAsked('nothing')}
      >
        {t(asked === 'remove' ? 'outbound.removeText' : 'outbound.renewText')}
      </ConfirmDialog>
    </div>
  );
}

/** What to click in Salesforce, as long as the address is in sight. */
function Steps() {
  const { t } = useLocale();
  return (
    <div>
      <Heading size="xsmall" as="h5">
        {t('outbound.steps')}
      </Heading>
      <ol className={styles.steps}>
        <li>{t('outbound.step.message')}</li>
        <li>{t('outbound.step.url')}</li>
        <li>{t('outbound.step.fields')}</li>
        <li>{t('outbound.step.flow')}</li>
        <li>{t('outbound.step.repeat')}</li>
      </ol>
    </div>
  );
}
