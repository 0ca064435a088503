import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { Fragment } from 'react';
import { useLocale } from '../../locale/locale';
import { CellValue } from '../../parts/cell';
import { RedirectButton } from '../../parts/outside-link';
import parts from '../../parts/parts.module.css';
import type { RecordRow, Sharing } from '../../wire';
import styles from './create.module.css';
import { ElsewhereNote, LinkChoice, LinkInsteadState } from './link-instead';
import { useLinkInstead } from './use-link-instead';

interface Props {
  readonly object: string;
  readonly candidates: readonly RecordRow[];
  readonly sharing: Sharing;
  readonly sending: boolean;
  readonly onCreate: () => void;
  readonly onBack: () => void;
}

/** When nobody can tell whether the record was created: link one that looks like it, or create it all the same. */
export function UnclearCreation({ object, candidates, sharing, sending, onCreate, onBack }: Props) {
  const { t } = useLocale();
  const instead = useLinkInstead(sharing);
  const busy = sending || instead.sending;
  return (
    <>
      <div role="alert" className={parts.message} data-failure="creationUnclear">
        <SectionMessage appearance="warning" title={t('create.unclear.title')}>
          <p>{t('create.unclear.text')}</p>
        </SectionMessage>
      </div>
      <LinkInsteadState instead={instead} />
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
                  ))}{' '}
                <ElsewhereNote instead={instead} record={record} />
              </span>
              {record.url !== null && <RedirectButton address={record.url} name={record.name} />}
              <LinkChoice instead={instead} object={object} record={record} disabled={busy} />
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
