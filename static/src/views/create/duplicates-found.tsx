import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import SectionMessage from '@atlaskit/section-message';
import { useFocusHere } from '../../hooks/use-focus';
import { useLocale } from '../../locale/locale';
import { ObjectTile } from '../../parts/object-tile';
import parts from '../../parts/parts.module.css';
import { RedirectButton } from '../../parts/outside-link';
import type { DuplicateRow, Sharing } from '../../wire';
import styles from './create.module.css';
import { ElsewhereNote, LinkChoice, LinkInsteadState } from './link-instead';
import { useLinkInstead } from './use-link-instead';

interface Props {
  /** The object of which one was about to be created. */
  readonly object: string;
  /** What the org's admin has people told. */
  readonly text: string;
  readonly maySave: boolean;
  readonly records: readonly DuplicateRow[];
  readonly sharing: Sharing;
  readonly sending: boolean;
  readonly onCreate: () => void;
  readonly onBack: () => void;
}

/** When duplicate rules know records that look the same: link one of them, or create one anyway where the rule lets. */
export function DuplicatesFound({ object, text, maySave, records, sharing, sending, onCreate, onBack }: Props) {
  const { t } = useLocale();
  const here = useFocusHere<HTMLDivElement>();
  const instead = useLinkInstead(sharing);
  const busy = sending || instead.sending;
  return (
    <section data-answer="duplicates">
      <div ref={here} tabIndex={-1} role="alert" className={parts.message}>
        <SectionMessage appearance="warning" title={t('create.duplicates.title')}>
          {text !== '' && <p>{text}</p>}
          <p>{t(maySave ? 'create.duplicates.mayAnyway' : 'create.duplicates.never')}</p>
        </SectionMessage>
      </div>
      <LinkInsteadState instead={instead} />
      <Heading size="xsmall" as="h2">
        {t('create.duplicates.records')}
      </Heading>
      {records.length === 0 ? (
        <p>{t('create.duplicates.unseen')}</p>
      ) : (
        <ul className={styles.candidates}>
          {records.map(({ object: of, label, linkable, record }) => (
            <li key={record.id} className={styles.candidate} data-record={record.id}>
              <ObjectTile object={of} />
              <span className={styles.candidateText}>
                <strong>{record.name}</strong>
                {of !== object && ` · ${label}`} <ElsewhereNote instead={instead} record={record} />
              </span>
              {record.url !== null && <RedirectButton address={record.url} name={record.name} />}
              {linkable ? (
                <LinkChoice instead={instead} object={of} record={record} disabled={busy} />
              ) : (
                <span className={styles.note}>{t('create.duplicates.notConfigured', { objects: label })}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className={parts.actions}>
        {maySave && (
          <Button appearance="warning" isDisabled={busy} isLoading={sending} onClick={onCreate}>
            {t('create.duplicates.again')}
          </Button>
        )}
        <Button appearance="subtle" isDisabled={busy} onClick={onBack}>
          {t('create.duplicates.back')}
        </Button>
      </div>
    </section>
  );
}
