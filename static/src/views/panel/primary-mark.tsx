import StarFilledIcon from '@atlaskit/icon/core/star-starred';
import StarIcon from '@atlaskit/icon/core/star-unstarred';
import { useLocale } from '../../locale/locale';
import { VisuallyHidden } from '../../parts/visually-hidden';
import type { PanelView, RecordRow } from '../../wire';
import { recordCount } from './listed-records';
import styles from './panel.module.css';
import { RowTool } from './row-tool';

/** Whether it makes a difference which record is the primary one, and this user may say so. */
export function mayChoosePrimary(view: PanelView): boolean {
  return view.allowed.primary && recordCount(view) > 1;
}

/** Beside the primary record's name. */
export function PrimaryMark() {
  const { t } = useLocale();
  return (
    <span className={styles.primary} title={t('primary.hint')}>
      <StarFilledIcon label="" color="currentColor" size="small" />
      <VisuallyHidden>{t('primary.is')}</VisuallyHidden>
    </span>
  );
}

interface ChooseProps {
  readonly record: RecordRow;
  readonly onChoose: (recordId: string, name: string) => void;
}

/** Makes another record the primary one. */
export function ChoosePrimary({ record, onChoose }: ChooseProps) {
  const { t } = useLocale();
  return (
    <RowTool
      icon={StarIcon}
      label={t('primary.choose', { name: record.name })}
      onClick={() => onChoose(record.id, record.name)}
    />
  );
}
