import { useLocale } from '../../locale/locale';
import styles from './upload.module.css';

interface Props {
  readonly label: string;
  /** In thousandths; none while nobody knows. */
  readonly thousandths: number | null;
}

/** How far something has come. */
export function ProgressBar({ label, thousandths }: Props) {
  const { t } = useLocale();
  const percent = thousandths === null ? null : Math.min(100, Math.floor(thousandths / 10));
  return (
    <div
      role="progressbar"
      aria-label={label}
      className={styles.bar}
      {...(percent === null
        ? { 'data-unknown': true }
        : {
            'aria-valuemin': 0,
            'aria-valuemax': 100,
            'aria-valuenow': percent,
            'aria-valuetext': t('upload.run.percent', { percent: String(percent) }),
          })}
    >
      <div className={styles.barDone} style={percent === null ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
