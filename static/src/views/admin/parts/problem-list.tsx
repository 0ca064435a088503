import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useConfigured } from '../../../hooks/use-configuration';
import type { Draft } from '../../../hooks/use-draft';
import { useLocale } from '../../../locale/locale';
import parts from '../../../parts/parts.module.css';
import type { Problem, SectionProblem } from '../../../wire';
import styles from './parts.module.css';
import { sectionWords } from './section-words';

interface ListProps {
  readonly problems: readonly SectionProblem[];
  /** With it, a section can be set right as the core proposes. */
  readonly draft?: Draft;
}

/** What is wrong, by section and field, with what would mend it. Nothing where nothing is wrong. */
export function ProblemList({ problems, draft }: ListProps) {
  const { t, said } = useLocale();
  const configuration = useConfigured();
  if (problems.length === 0) return null;
  const isError = problems.some(({ problem }) => problem.severity === 'error');
  return (
    <div role="alert" className={parts.message} data-problems={isError ? 'error' : 'warning'}>
      <SectionMessage
        appearance={isError ? 'error' : 'warning'}
        title={t(isError ? 'problems.errors' : 'problems.warnings', { count: problems.length })}
      >
        <ul className={styles.problems}>
          {problems.map(({ section, problem, repair }, index) => (
            <li key={index}>
              <strong>{sectionWords(section, configuration, t)}</strong>
              {problem.field !== null && <>, {problem.field}</>}
              {': '}
              {said(problem.text, problem.remedy)}
              {repair !== null && draft !== undefined && (
                <>
                  {' '}
                  <Button spacing="compact" onClick={() => draft.write(section, repair)}>
                    {t('problems.repair')}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
      </SectionMessage>
    </div>
  );
}

/** What is wrong with one control, below it. */
export function FieldProblems({ id, problems }: { id?: string; problems: readonly Problem[] }) {
  const { said } = useLocale();
  if (problems.length === 0) return null;
  return (
    <div id={id} className={styles.fieldProblems}>
      {problems.map((problem, index) => (
        <p key={index} className={problem.severity === 'error' ? styles.error : styles.warning}>
          {said(problem.text, problem.remedy)}
        </p>
      ))}
    </div>
  );
}

/** The problems of sections whose names begin like this. */
export function problemsOf(
  problems: readonly SectionProblem[],
  ...beginnings: readonly string[]
): readonly SectionProblem[] {
  return problems.filter(({ section }) => beginnings.some((beginning) => section.startsWith(beginning)));
}
