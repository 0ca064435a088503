import { useLocale } from '../../locale/locale';
import { ConfirmDialog } from '../admin/parts/confirm-dialog';

interface Props {
  readonly open: boolean;
  readonly onLeave: () => void;
  readonly onStay: () => void;
}

/** Asks before what was typed is lost. */
export function LeaveDialog({ open, onLeave, onStay }: Props) {
  const { t } = useLocale();
  return (
    <ConfirmDialog
      open={open}
      title={t('create.leave.title')}
      confirm={t('create.leave.leave')}
      cancel={t('create.leave.stay')}
      appearance="warning"
      onConfirm={onLeave}
      onCancel={onStay}
    >
      {t('create.leave.text')}
    </ConfirmDialog>
  );
}
