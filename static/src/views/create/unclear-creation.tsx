import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { Fragment } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import { FailureMessage } from '../../parts/failure-message';
import { RedirectButton } from '../../parts/outside-link';
import parts from '../../parts/parts.module.css';
import type { RecordRow } from '../../wire';
import styles from './create.module.css';

interface Props {
  readonly object: string;
  readonly candidates: readonly RecordRow[];
  readonly sending: boolean;
  readonly onCreate: () => void;
  readonly onBack: () => void;
}

/** When nobody can tell whether the record was created: link one that looks like it, or create it all the same. */
export function UnclearCreation({ object, candidates, sending, onCreate, onBack }: Props) {
  const { t } = useLocale();
  const link = useAction('link');
  const busy = sending || link.sending;
  const onLink = async (record: RecordRow): Promise<void> => {
    const outcome = await link.send({ object, recordIds: [record.id], share: false });
    if (outcome?.kind !== 'ok') return;
    const { linked, already, missing } = outcome.view;
    await closeDialog({ kind: 'linked', linked: linked.length, already: already.length, missing: missing.length });
  };
  return (
    <>
      <div role="alert" className={parts.message} data-failure="creationUnclear">
        <SectionMessage appearance="warning" title={t('create.unclear.title')}>
          <p>{t('create.unclear.text')}</p>
        </SectionMessage>
      </div>
      {link.failure !== null && <FailureMessage failure={link.failure} />}
      <Heading size="xsmall" as="h2">
        {t('create.unclear.candidates')}
      </Heading>
      {candidates.length === 0 ? (
        <p>{t('create.unclear.nothing')}</p>
      ) : (
        <ul className={styles.candidates}>
          {candidates.map((record) => (
            <li key={record.id} className={styles.candidate}>
              <span className={styles.candidateText}>
                <strong>{record.name}</strong>
                {record.cells
                  .filter((cell, index) => index > 0 && cell.kind !== 'empty')
                  .map((cell, index) => (
                    <Fragment key={index}>
                      {' · '}
                      <CellValue cell={cell} />
                    </Fragment>
                  ))}
              </span>
              {record.url !== null && <RedirectButton address={record.url} name={record.name} />}
              <Button isDisabled={busy} onClick={() => void onLink(record)}>
                {t('action.linkThis', { name: record.name })}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={parts.actions}>
        <Button appearance="primary" isDisabled={busy} isLoading={sending} onClick={onCreate}>
          {t('create.unclear.again')}
        </Button>
        <Button appearance="subtle" isDisabled={busy} onClick={onBack}>
          {t('create.unclear.back')}
        </Button>
      </div>
    </>
  );
}
