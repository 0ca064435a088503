import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import type { SaveView, SectionProblem } from '../../../wire';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { ProblemList } from '../parts/problem-list';
import { Comparison } from './comparison';

interface Props {
  readonly version: number;
  /** The version in force. */
  readonly current: number;
  readonly onClose: () => void;
  readonly onSaved: (saved: Extract<SaveView, { kind: 'saved' }>) => void;
}

/** Shows what going back to a version would change, and does it. */
export function RollBackDialog({ version, current, onClose, onSaved }: Props) {
  const { t, format } = useLocale();
  const { replace } = useConfiguration();
  const rollBack = useAction('rollBack');
  const [problems, setProblems] = useState<readonly SectionProblem[]>([]);
  const [moved, setMoved] = useState(false);

  const onConfirm = async (): Promise<void> => {
    const outcome = await rollBack.send({ version, baseVersion: current });
    if (outcome?.kind !== 'ok') return;
    const { view } = outcome;
    switch (view.kind) {
      case 'saved':
        onSaved(view);
        onClose();
        return;
      case 'invalid':
        setProblems(view.problems);
        return;
      case 'conflict':
        // The difference is shown anew, against what is in force now.
        replace(view.configuration);
        setMoved(true);
        return;
      default:
        view satisfies never;
    }
  };
  return (
    <ConfirmDialog
      open
      title={t('rollBack.title', { version: format.number(version, 0) })}
      confirm={t('rollBack.confirm')}
      appearance="warning"
      width="large"
      sending={rollBack.sending}
      onConfirm={() => void onConfirm()}
      onCancel={onClose}
    >
      {rollBack.failure !== null && <FailureMessage failure={rollBack.failure} />}
      {moved && (
        <div role="alert" className={parts.message}>
          <SectionMessage appearance="warning" title={t('rollBack.moved')}>
            <p>{t('rollBack.movedHint')}</p>
          </SectionMessage>
        </div>
      )}
      <ProblemList problems={problems} />
      <p>{t('rollBack.text')}</p>
      <Comparison key={current} from={current} to={version} />
    </ConfirmDialog>
  );
}
