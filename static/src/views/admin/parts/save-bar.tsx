import Button, { IconButton } from '@atlaskit/button/new';
import CrossIcon from '@atlaskit/icon/core/cross';
import SectionMessage from '@atlaskit/section-message';
import { useRef, useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import type { Draft } from '../../../hooks/use-draft';
import { useFocusHere } from '../../../hooks/use-focus';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import type { ConfigurationView } from '../../../wire';
import { ConflictMessage } from './conflict-message';
import styles from './parts.module.css';

interface Props {
  readonly draft: Draft;
  readonly onSaved?: (configuration: ConfigurationView) => void;
}

/** Saves or drops what is edited on a page, and says what came of it. It stays in sight while there is something to save. */
export function SaveBar({ draft, onSaved }: Props) {
  const { t } = useLocale();
  const { version } = useConfigured();
  const { dirty, saving, failure, outcome } = draft;
  const bar = useRef<HTMLDivElement>(null);
  const discard = (): void => {
    draft.discard();
    bar.current?.focus();
  };
  const take = (): void => {
    draft.takeTheirs();
    bar.current?.focus();
  };
  const save = async (): Promise<void> => {
    const configuration = await draft.save();
    if (configuration !== null) onSaved?.(configuration);
  };
  return (
    <div ref={bar} tabIndex={-1} className={styles.saveArea}>
      {outcome.kind === 'saved' && outcome.version === version && <SavedMessage key={outcome.version} {...outcome} />}
      {dirty && (
        <div className={styles.saveBar} role="group" aria-label={t('save.bar')}>
          {failure !== null && <FailureMessage failure={failure} />}
          {outcome.kind === 'conflict' && (
            <ConflictMessage
              theirs={outcome.theirs}
              saving={saving}
              onTake={take}
              onSave={() => void save()}
            />
          )}
          {outcome.kind !== 'conflict' && (
            <div className={styles.saveButtons}>
              <span className={outcome.kind === 'invalid' ? styles.error : styles.subtle} role="status">
                {t(outcome.kind === 'invalid' ? 'save.invalid' : 'save.unsaved')}
              </span>
              <Button appearance="subtle" isDisabled={saving} onClick={discard}>
                {t('save.discard')}
              </Button>
              <Button appearance="primary" isLoading={saving} onClick={() => void save()}>
                {t('save.save')}
              </Button>
            </div>
          )}
        </div>
      )}
      <Announcement>{saving ? t('save.saving') : ''}</Announcement>
    </div>
  );
}

function SavedMessage({ version, warnings }: Extract<Draft['outcome'], { kind: 'saved' }>) {
  const { t, format, said } = useLocale();
  const here = useFocusHere<HTMLDivElement>();
  const [closed, setClosed] = useState(false);
  if (closed) return null;
  return (
    <div ref={here} tabIndex={-1} role="status" className={parts.message}>
      <SectionMessage
        appearance={warnings.length === 0 ? 'success' : 'warning'}
        title={t('save.saved', { version: format.number(version, 0) })}
      >
        <div className={styles.savedBody}>
          <div>
            {warnings.length === 0 ? (
              <p>{t('save.inForce')}</p>
            ) : (
              warnings.map((warning, index) => <p key={index}>{said(warning.text, warning.remedy)}</p>)
            )}
          </div>
          <IconButton
            icon={CrossIcon}
            label={t('action.dismiss')}
            appearance="subtle"
            spacing="compact"
            onClick={() => setClosed(true)}
          />
        </div>
      </SectionMessage>
    </div>
  );
}
