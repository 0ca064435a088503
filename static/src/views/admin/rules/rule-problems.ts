import type { Problem, Rule, SectionProblem } from '../../../wire';

/** What is wrong with one part of a rule, like `trigger.field` or `conditions.of[1]`. */
export interface PartProblem {
  readonly path: string;
  readonly problem: Problem;
}

/**
 * The problems of a rule, each with its part; what is about all of it has none. The core names both in front:
 * ``rule `Outages`, `trigger.field`: ...``.
 */
export function problemsOfRule(rule: Rule, problems: readonly SectionProblem[], section: string): readonly PartProblem[] {
  const own = problems.filter((found) => found.section === section).map(({ problem }) => problem);
  return partProblems(`rule \`${rule.name}\``, own);
}

/** Problems that begin so, each with its part: ``conditions towards Jira, `conditions.of[0]`: ...``. */
export function partProblems(beginning: string, problems: readonly Problem[]): readonly PartProblem[] {
  return problems.flatMap((problem): PartProblem[] => {
    if (!problem.text.startsWith(beginning)) return [];
    const place = PLACE.exec(problem.text.slice(beginning.length));
    return place === null ? [] : [{ path: place[1] ?? '', problem: { ...problem, text: place[2] ?? '' } }];
  });
}

const PLACE = /^(?:, `([^`]*)`)?: (.*)$/s;

/** The problems of a section that are about no rule that is there. */
export function problemsOfNone(
  rules: readonly Rule[],
  problems: readonly SectionProblem[],
  section: string,
): readonly SectionProblem[] {
  return problems.filter(
    (found) =>
      found.section === section && !rules.some((rule) => problemsOfRule(rule, [found], section).length > 0),
  );
}
