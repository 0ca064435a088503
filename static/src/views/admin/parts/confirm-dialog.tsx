import Button from '@atlaskit/button/new';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle, ModalTransition } from '@atlaskit/modal-dialog';
import type { ReactNode } from 'react';
import { useLocale } from '../../../locale/locale';
import { DialogPlace } from '../../../parts/dialog-place';

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly cancel?: string;
  readonly appearance?: 'primary' | 'warning';
  readonly width?: 'small' | 'medium' | 'large';
  /** While it is sent, the dialog stays. */
  readonly sending?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** Asks before something is done that is hard to take back. */
export function ConfirmDialog(props: Props) {
  const { t } = useLocale();
  const { appearance = 'primary', sending = false, onCancel, onConfirm } = props;
  return (
    <ModalTransition>
      {props.open && (
        <Modal onClose={() => sending || onCancel()} width={props.width ?? 'small'}>
          <ModalHeader>
            <ModalTitle {...(appearance === 'warning' ? { appearance } : {})}>{props.title}</ModalTitle>
          </ModalHeader>
          <ModalBody>
            <DialogPlace />
            {props.children}
          </ModalBody>
          <ModalFooter>
            <Button appearance="subtle" isDisabled={sending} onClick={onCancel}>
              {props.cancel ?? t('action.cancel')}
            </Button>
            <Button appearance={appearance} isLoading={sending} onClick={onConfirm}>
              {props.confirm}
            </Button>
          </ModalFooter>
        </Modal>
      )}
    </ModalTransition>
  );
}
