import Button from '@atlaskit/button/new';
import Modal, { CloseButton, ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import { useLocale } from '../../../locale/locale';
import { DialogPlace } from '../../../parts/dialog-place';
import { Comparison } from './comparison';

interface Props {
  readonly from: number;
  readonly to: number;
  readonly onClose: () => void;
}

/** In what two versions differ. */
export function CompareDialog({ from, to, onClose }: Props) {
  const { t, format } = useLocale();
  return (
    <Modal onClose={onClose} width="x-large">
      <ModalHeader>
        <ModalTitle>{t('compare.title', { from: format.number(from, 0), to: format.number(to, 0) })}</ModalTitle>
        <CloseButton label={t('action.close')} onClick={onClose} />
      </ModalHeader>
      <ModalBody>
        <DialogPlace />
        <Comparison from={from} to={to} />
      </ModalBody>
      <ModalFooter>
        <Button appearance="primary" onClick={onClose}>
          {t('action.close')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
