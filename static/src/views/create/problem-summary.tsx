import SectionMessage from '@atlaskit/section-message';
import { useEffect, useRef } from 'react';
import { useLocale } from '../../locale/locale';
import parts from '../../parts/parts.module.css';
import type { FormField, Problem } from '../../wire';
import styles from './create.module.css';

interface Props {
  readonly problems: readonly Problem[];
  readonly fields: readonly FormField[];
  readonly onJump: (field: string) => void;
}

/** Everything that stands against the creation, on top of the form; each line leads to its field. */
export function ProblemSummary({ problems, fields, onJump }: Props) {
  const { t } = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  useEffect(() => {
    if (errors.length > 0) box.current?.focus();
    // A new answer brings new problems, and each is told of once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [problems]);
  return (
    <>
      {errors.length > 0 && (
        <div ref={box} tabIndex={-1} role="alert" className={parts.message}>
          <SectionMessage appearance="error" title={t('create.summary', { count: errors.length })}>
            <Lines problems={errors} fields={fields} onJump={onJump} />
          </SectionMessage>
        </div>
      )}
      {warnings.length > 0 && (
        <div className={parts.message}>
          <SectionMessage appearance="information" title={t('create.warnings')}>
            <Lines problems={warnings} fields={fields} onJump={onJump} />
          </SectionMessage>
        </div>
      )}
    </>
  );
}

function Lines({ problems, fields, onJump }: Props) {
  const { t, said } = useLocale();
  return (
    <ul className={styles.lines}>
      {problems.map((problem, index) => {
        const field = fields.find((each) => each.field === problem.field);
        const text = said(problem.text, problem.remedy);
        return (
          <li key={index}>
            {field === undefined ? (
              text
            ) : (
              <button type="button" className={parts.nameButton} onClick={() => onJump(field.field)}>
                {t('create.problem', { label: field.label, text })}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
