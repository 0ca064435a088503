import Button from '@atlaskit/button/new';
import Lozenge from '@atlaskit/lozenge';
import { useLocale } from '../../locale/locale';
import { FailureMessage } from '../../parts/failure-message';
import parts from '../../parts/parts.module.css';
import type { RecordRow } from '../../wire';
import { RefusedMessage, ShareQuestion } from '../link/share-question';
import styles from './create.module.css';
import type { LinkInstead } from './use-link-instead';

/** What linking instead of creating has brought: a failure, a refusal, or a question. */
export function LinkInsteadState({ instead }: { instead: LinkInstead }) {
  const { t } = useLocale();
  const { asked, refused, failure, sending, share, leave } = instead;
  return (
    <>
      {failure !== null && <FailureMessage failure={failure} />}
      {refused !== null && <RefusedMessage records={[refused]} />}
      {asked !== null && (
        <div className={styles.question}>
          <ShareQuestion records={[asked]} linked={0} />
          <div className={parts.actions}>
            <Button appearance="warning" spacing="compact" isLoading={sending} onClick={share}>
              {t('link.share.also', { count: 1 })}
            </Button>
            <Button appearance="subtle" spacing="compact" isDisabled={sending} onClick={leave}>
              {t('link.share.leave')}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly instead: LinkInstead;
  readonly object: string;
  readonly record: RecordRow;
  readonly disabled: boolean;
  readonly compact?: boolean;
}

/** The button that links a record, or why there is none. */
export function LinkChoice({ instead, object, record, disabled, compact = false }: ChoiceProps) {
  const { t } = useLocale();
  if (record.linked) return <Lozenge appearance="success">{t('link.already')}</Lozenge>;
  if (!instead.mayLink(record)) return null;
  return (
    <Button
      {...(compact ? { spacing: 'compact', 'aria-label': t('action.linkThis', { name: record.name }) } : {})}
      isDisabled={disabled || instead.sending || instead.asked !== null}
      onClick={() => instead.link(object, record)}
    >
      {compact ? t('action.link') : t('action.linkThis', { name: record.name })}
    </Button>
  );
}

/** That a record is linked to other issues, which may keep it from being linked here. */
export function ElsewhereNote({ instead, record }: Pick<ChoiceProps, 'instead' | 'record'>) {
  const { t } = useLocale();
  if (record.linked || record.elsewhere === 0) return null;
  return instead.mayLink(record) ? (
    <span className={styles.note}>{t('link.elsewhere', { count: record.elsewhere })}</span>
  ) : (
    <span className={styles.note} title={t('link.elsewhereOnlyHint')}>
      {t('link.elsewhereOnly')}
    </span>
  );
}
