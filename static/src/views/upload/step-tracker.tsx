import CheckMarkIcon from '@atlaskit/icon/core/check-mark';
import { useLocale } from '../../locale/locale';
import styles from './upload.module.css';

export type Step = 'file' | 'map' | 'run';

const STEPS: readonly Step[] = ['file', 'map', 'run'];

/** The three steps, and which of them this is. */
export function StepTracker({ current, over = false }: { current: Step; over?: boolean }) {
  const { t } = useLocale();
  const at = STEPS.indexOf(current);
  return (
    <ol className={styles.tracker} aria-label={t('upload.steps')}>
      {STEPS.map((step, index) => {
        const done = index < at || (over && index === at);
        const name = t(`upload.step.${step}`);
        return (
          <li
            key={step}
            className={styles.step}
            data-state={done ? 'done' : index === at ? 'current' : 'ahead'}
            {...(index === at ? { 'aria-current': 'step' as const } : {})}
            {...(done ? { 'aria-label': t('upload.stepDone', { step: name }) } : {})}
          >
            <span className={styles.stepMark} aria-hidden="true">
              {done ? <CheckMarkIcon label="" color="currentColor" /> : index + 1}
            </span>
            {name}
          </li>
        );
      })}
    </ol>
  );
}
