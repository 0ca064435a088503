import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useConfiguration, useConfigured } from '../../../hooks/use-configuration';
import { useConnections } from '../../../hooks/use-connections';
import { useNow } from '../../../hooks/use-now';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import type { ConnectionCard, SaveView } from '../../../wire';
import { ProblemList } from '../parts/problem-list';
import styles from './events.module.css';
import { Install } from './install';

/** The mapping that orgs keep themselves: pulling it, and installing what it needs there. */
export function SideSection({ dirty }: { dirty: boolean }) {
  const { t } = useLocale();
  const { loaded, reload } = useConnections();
  return (
    <section className={styles.section} aria-labelledby="side-heading">
      <div id="side-heading">
        <Heading size="medium" as="h3">
          {t('side.title')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('side.hint')}</p>
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && loaded.view.connections.length === 0 && <p>{t('side.notConnected')}</p>}
      {loaded.kind === 'ready' &&
        loaded.view.connections.map((connection) => (
          <OrgSide
            key={connection.id}
            connection={connection}
            named={loaded.view.connections.length > 1}
            dirty={dirty}
          />
        ))}
    </section>
  );
}

interface Props {
  readonly connection: ConnectionCard;
  /** Whether the org's name is shown: there are several. */
  readonly named: boolean;
  /** Whether the page has changes that are not saved, which the pull would run into. */
  readonly dirty: boolean;
}

function OrgSide({ connection, named, dirty }: Props) {
  const { t, format } = useLocale();
  const now = useNow();
  const configuration = useConfigured();
  const { replace } = useConfiguration();
  const sync = useAction('syncFromSalesforce');
  const [result, setResult] = useState<SaveView | null>(null);
  const side = configuration.sides.find((each) => each.connection === connection.id);

  const onSync = async (): Promise<void> => {
    setResult(null);
    const outcome = await sync.send({ connection: connection.id, baseVersion: configuration.version });
    if (outcome?.kind !== 'ok') return;
    setResult(outcome.view);
    if (outcome.view.kind !== 'invalid') replace(outcome.view.configuration);
  };
  return (
    <div className={styles.side} role="group" aria-label={connection.organizationName}>
      {named && (
        <Heading size="xsmall" as="h4">
          {connection.organizationName}
        </Heading>
      )}
      {sync.failure !== null && <FailureMessage failure={sync.failure} onRetry={() => void onSync()} />}
      {result !== null && <SyncResult result={result} />}
      <div className={styles.sideLine}>
        <Button isLoading={sync.sending} isDisabled={dirty} onClick={() => void onSync()}>
          {t('side.sync')}
        </Button>
        <span className={styles.subtle}>
          {dirty
            ? t('side.saveFirst')
            : side === undefined
              ? t('side.never')
              : t('side.last', { age: format.age(side.pulledAtMs, now) ?? t('age.now'), count: side.mappings.length })}
        </span>
      </div>
      <Install connection={connection} />
      <Announcement>{sync.sending ? t('side.syncing') : ''}</Announcement>
    </div>
  );
}

function SyncResult({ result }: { result: SaveView }) {
  const { t, said } = useLocale();
  switch (result.kind) {
    case 'saved':
      return (
        <div role="status" className={parts.message}>
          <SectionMessage
            appearance={result.warnings.length === 0 ? 'success' : 'warning'}
            headingLevel="h4"
            title={t('side.synced')}
          >
            {result.warnings.map((warning, index) => (
              <p key={index}>{said(warning.text, warning.remedy)}</p>
            ))}
          </SectionMessage>
        </div>
      );
    case 'invalid':
      return <ProblemList problems={result.problems} />;
    case 'conflict':
      return (
        <div role="alert" className={parts.message}>
          <SectionMessage appearance="warning" headingLevel="h4" title={t('side.conflict')}>
            <p>{t('side.conflictHint')}</p>
          </SectionMessage>
        </div>
      );
    default:
      return result satisfies never;
  }
}
