import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import { ConfirmDialog } from '../parts/confirm-dialog';

/** Asks before changes are lost that are not saved. */
export function LeaveDialog() {
  const { t } = useLocale();
  const { asked, leave, stay } = useAdminPlace();
  return (
    <ConfirmDialog
      open={asked !== null}
      title={t('guard.title')}
      confirm={t('guard.leave')}
      cancel={t('guard.stay')}
      appearance="warning"
      onConfirm={leave}
      onCancel={stay}
    >
      {t('guard.text')}
    </ConfirmDialog>
  );
}
