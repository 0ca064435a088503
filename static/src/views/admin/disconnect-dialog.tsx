import Button from '@atlaskit/button/new';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle, ModalTransition } from '@atlaskit/modal-dialog';
import { useLocale } from '../../locale/locale';

interface Props {
  readonly open: boolean;
  readonly name: string;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

/** Asks before an org is disconnected. */
export function DisconnectDialog({ open, name, onCancel, onConfirm }: Props) {
  const { t } = useLocale();
  return (
    <ModalTransition>
      {open && (
        <Modal onClose={onCancel} width="small">
          <ModalHeader>
            <ModalTitle appearance="warning">{t('connection.disconnectTitle', { name })}</ModalTitle>
          </ModalHeader>
          <ModalBody>{t('connection.disconnectText')}</ModalBody>
          <ModalFooter>
            <Button appearance="subtle" onClick={onCancel}>
              {t('action.cancel')}
            </Button>
            <Button appearance="warning" onClick={onConfirm}>
              {t('connection.disconnect')}
            </Button>
          </ModalFooter>
        </Modal>
      )}
    </ModalTransition>
  );
}
