import { useRef } from 'react';
import { useLocale } from '../../../locale/locale';
import { VisuallyHidden } from '../../../parts/visually-hidden';
import { WindowedList } from '../../../parts/windowed/windowed-list';
import type { BulkProblem } from '../../../wire';
import styles from '../upload.module.css';

interface Numbered extends BulkProblem {
  readonly key: string;
}

/** How high a problem mostly is. */
const ENTRY_PX = 37;

/** What is wrong with which cell. Only what is in sight is in the page. */
export function ProblemTable({ problems }: { problems: readonly BulkProblem[] }) {
  const { t } = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const rows: readonly Numbered[] = problems.map((problem, index) => ({ ...problem, key: String(index) }));
  return (
    <div ref={box} className={styles.problemBox} tabIndex={0} role="region" aria-label={t('upload.checked.problems')}>
      <div className={`${styles.problem} ${styles.problemTitles}`} aria-hidden="true">
        <span>{t('upload.checked.row')}</span>
        <span>{t('upload.checked.line')}</span>
        <span>{t('upload.checked.column')}</span>
        <span>{t('upload.checked.what')}</span>
      </div>
      <WindowedList
        rows={rows}
        keyOf={keyOf}
        estimatePx={ENTRY_PX}
        scroller={box}
        label={t('upload.checked.problems')}
        total={problems.length}
        onEnd={nothing}
      >
        {(problem) => <Problem problem={problem} />}
      </WindowedList>
    </div>
  );
}

function Problem({ problem: { row, line, column, name, text } }: { problem: BulkProblem }) {
  const { t, format, said } = useLocale();
  return (
    <div className={styles.problem}>
      <span>
        <VisuallyHidden>{t('upload.checked.row')} </VisuallyHidden>
        {format.number(row, 0)}
      </span>
      <span>
        <VisuallyHidden>{t('upload.checked.line')} </VisuallyHidden>
        {format.number(line, 0)}
      </span>
      <bdi>
        {column === null ? name || t('upload.checked.whole') : t('upload.checked.columnNumber', { number: String(column), name })}
      </bdi>
      <bdi>{said(text)}</bdi>
    </div>
  );
}

function keyOf({ key }: Numbered): string {
  return key;
}

/** All of them are there already. */
function nothing(): void {}
