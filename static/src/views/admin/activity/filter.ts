import type { ActivityOutcome, Cause, SiteActivityCall } from '../../../wire';

/** Which activity is wanted; what is empty is not asked about. */
export interface Filter {
  readonly issue: string;
  readonly record: string;
  readonly rule: string;
  readonly outcome: ActivityOutcome | '';
  readonly cause: Cause | '';
}

export const EVERYTHING: Filter = { issue: '', record: '', rule: '', outcome: '', cause: '' };

export const OUTCOMES = ['done', 'failed', 'waits'] as const satisfies readonly ActivityOutcome[];

/** Every cause, in the order in which they are looked for. */
const ORDERED = {
  issueCreated: true,
  issueUpdated: true,
  issueTransitioned: true,
  issueAssigned: true,
  commented: true,
  commentDeleted: true,
  heard: true,
  polled: true,
  jiraPolled: true,
  syncNow: true,
  decided: true,
  pushed: true,
  reconciled: true,
  retried: true,
  dropped: true,
  backfill: true,
  related: true,
  configured: true,
  pictured: true,
  postFunction: true,
  form: true,
  linked: true,
  runAgain: true,
  settled: true,
} as const satisfies Record<Cause, true>;

export const CAUSES = Object.keys(ORDERED) as Cause[];

export function isFiltered(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== '');
}

/** The call for a page of what is wanted. */
export function callOf(filter: Filter, after: string | null): SiteActivityCall {
  const some = <Value extends string>(value: Value | ''): Value | null => (value === '' ? null : value);
  return {
    issue: some(filter.issue.trim().toUpperCase()),
    record: some(filter.record.trim()),
    rule: some(filter.rule),
    outcome: some(filter.outcome),
    cause: some(filter.cause),
    after,
  };
}
