import Button from '@atlaskit/button/new';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import { showSuccess } from '../../../bridge/outside';
import { STEPS, type Page } from './pages';
import styles from './shell.module.css';
import { useSetup } from './use-setup';

/** Leads from step to step of the first set-up. */
export function SetupFooter({ page, onMoved }: { page: Page; onMoved: () => void }) {
  const { t, format } = useLocale();
  const { go } = useAdminPlace();
  const { passed, canPass } = useSetup();
  const step = STEPS.indexOf(page);
  if (passed === null || step < 0) return null;
  const next = STEPS[step + 1];
  const onNext = (): void => {
    if (next === undefined) {
      go(page.key, null);
      showSuccess(t('setup.finished'), t('setup.finishedHint'));
      return;
    }
    go(next.key, Math.max(passed, step + 1));
    onMoved();
  };
  return (
    <footer className={styles.footer}>
      <span className={styles.step}>
        {t('setup.step', { step: format.number(step + 1, 0), steps: format.number(STEPS.length, 0) })}
      </span>
      {canPass(page) ? (
        <Button appearance="primary" onClick={onNext}>
          {next === undefined ? t('setup.finish') : t('setup.next', { page: t(next.title) })}
        </Button>
      ) : (
        <span className={styles.hint}>{t(page.key === 'connection' ? 'setup.connectFirst' : 'setup.projectFirst')}</span>
      )}
    </footer>
  );
}
