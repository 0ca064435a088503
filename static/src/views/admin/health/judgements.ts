import type { HealthView, Judgement } from '../../../wire';

const ORDER = ['fine', 'watch', 'bad'] as const satisfies readonly Judgement[];

/** The worst of some judgements. */
export function worst(judgements: readonly Judgement[]): Judgement {
  return ORDER[Math.max(0, ...judgements.map((judgement) => ORDER.indexOf(judgement)))] ?? 'fine';
}

/** What is judged of everything together. */
export function overall({ connections, jiraJudgement, failedJudgement }: HealthView): Judgement {
  const ofOrgs = connections.flatMap((org) => [
    org.connectionJudgement,
    org.apiJudgement,
    org.pollJudgement,
    org.driftJudgement,
    org.workJudgement,
  ]);
  return worst([...ofOrgs, jiraJudgement, failedJudgement]);
}
