import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useFocusHere } from '../../../hooks/use-focus';
import { useLocale } from '../../../locale/locale';
import parts from '../../../parts/parts.module.css';
import type { Change } from '../../../wire';
import { ChangesTable } from './changes-table';
import styles from './parts.module.css';

interface Props {
  readonly theirs: readonly Change[];
  readonly saving: boolean;
  readonly onTake: () => void;
  readonly onSave: () => void;
}

/** Someone else has saved the same section meanwhile: what they changed, and whose word counts. */
export function ConflictMessage({ theirs, saving, onTake, onSave }: Props) {
  const { t } = useLocale();
  const here = useFocusHere<HTMLDivElement>();
  return (
    <div ref={here} tabIndex={-1} role="alert" className={parts.message} data-conflict="true">
      <SectionMessage appearance="warning" title={t('saveConflict.title')}>
        <p>{t('saveConflict.text')}</p>
        <ChangesTable label={t('saveConflict.changes')} changes={theirs} />
        <div className={styles.buttons}>
          <Button isDisabled={saving} onClick={onTake}>
            {t('saveConflict.take')}
          </Button>
          <Button appearance="primary" isLoading={saving} onClick={onSave}>
            {t('saveConflict.save')}
          </Button>
        </div>
      </SectionMessage>
    </div>
  );
}
