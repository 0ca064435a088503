import Button from '@atlaskit/button/new';
import CheckMarkIcon from '@atlaskit/icon/core/check-mark';
import type { SettingsSave } from '../../../hooks/use-settings';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import type { Settings } from '../../../wire';
import { ConflictMessage } from './conflict-message';
import styles from './parts.module.css';
import { FieldProblems } from './problem-list';

/** What came of a change that is saved at once, and the way back. */
export function InstantSaveState({ save }: { save: SettingsSave }) {
  const { t, said } = useLocale();
  const { state, change, clear } = save;
  const undo = (button: HTMLElement, patch: Partial<Settings>): void => {
    // The button goes while it is sent; the control that it sets back takes the focus.
    button.closest('[data-setting]')?.querySelector('input')?.focus();
    void change(patch);
  };
  return (
    <>
      <div role="status" className={styles.instant}>
        {state.kind === 'saving' && <span className={styles.subtle}>{t('save.saving')}</span>}
        {state.kind === 'saved' && (
          <>
            <CheckMarkIcon label="" color="var(--ds-icon-success)" />
            <span>{t('save.savedShort')}</span>
            <Button spacing="compact" appearance="subtle" onClick={(event) => undo(event.currentTarget, state.undo)}>
              {t('save.undo')}
            </Button>
          </>
        )}
      </div>
      {state.kind === 'saved' &&
        state.warnings.map((warning, index) => (
          <p key={index} className={styles.warning}>
            {said(warning.text, warning.remedy)}
          </p>
        ))}
      {state.kind === 'failed' && (
        <FailureMessage failure={state.failure} onRetry={() => void change(state.patch)} />
      )}
      {state.kind === 'invalid' && (
        <div role="alert" data-problems="error">
          <FieldProblems problems={state.problems.map(({ problem }) => problem)} />
        </div>
      )}
      {state.kind === 'conflict' && (
        <ConflictMessage
          theirs={state.theirs}
          saving={false}
          onTake={clear}
          onSave={() => void change(state.patch)}
        />
      )}
    </>
  );
}
