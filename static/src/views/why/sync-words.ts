import type { Translate } from '../../locale/texts';
import type { ActivityView, Cause, Deed, DeedKind, Noticed, PlanView } from '../../wire';
import type { Names } from './decision-words';

/** Jira's status is written by a transition, which is told by itself. */
const STATUS = 'status';

export type SyncOutcome = 'done' | 'failed' | 'waits';

/** What only a sync is set off by. */
const SYNCS: ReadonlySet<Cause> = new Set<Cause>([
  'commented',
  'commentDeleted',
  'heard',
  'polled',
  'jiraPolled',
  'syncNow',
  'decided',
  'pushed',
  'reconciled',
  'retried',
  'related',
  'configured',
  'pictured',
  'postFunction',
]);

/** Whether something is told of bringing an issue and its records in step, and not of a rule, a form or a first link. */
export function isSync({ causes, decisions, plans, failure, noticed }: ActivityView): boolean {
  const linked = causes.length === 1 && causes.includes('linked') && noticed.length === 0;
  const first = causes.includes('form') || linked;
  const sync = plans.length > 0 || failure !== null || noticed.length > 0 || causes.some((cause) => SYNCS.has(cause));
  return decisions.length === 0 && !first && sync;
}

export function outcomeOf({ plans, failure }: ActivityView): SyncOutcome {
  if (failure !== null) return 'failed';
  return plans.some((plan) => waitsOf(plan) + heldBackBy(plan) > 0) ? 'waits' : 'done';
}

/** What a sync did, as one sentence. */
export function syncSentence(entry: ActivityView, names: Names, t: Translate): string {
  // Which of the plans came to nothing is not told apart.
  if (entry.failure !== null) return t('why.sync.notDone');
  // Fields and comments are planned each by themselves, and wait for the same.
  const heldBack = entry.plans.reduce((count, plan) => count + heldBackBy(plan), 0);
  const parts = [
    ...entry.noticed.map((noticed) => noticedWords(noticed, names, t)),
    ...entry.plans.flatMap((plan) => doneBy(plan, names, t)),
    ...(heldBack > 0 ? [t('why.sync.heldBack', { count: heldBack })] : []),
  ];
  const [first, ...others] = parts;
  if (first === undefined) return t('why.sync.nothing');
  return capital(others.reduce((before, then) => t('why.sync.and', { before, then }), first));
}

/** What was noticed of a record. */
export function noticedWords({ recordId, gone }: Noticed, names: Names, t: Translate): string {
  const name = names.record(recordId) ?? t('why.sync.aRecord');
  switch (gone?.kind) {
    case undefined:
      return t('why.sync.back', { name });
    case 'merged':
      return t('why.sync.merged', { name, into: names.record(gone.into) ?? t('gone.otherRecord') });
    case 'deleted':
    case 'outOfSight':
      return t(`why.sync.${gone.kind}`, { name });
    default:
      return gone satisfies never;
  }
}

/** What a plan did, part by part. */
function doneBy(plan: PlanView, names: Names, t: Translate): string[] {
  const { rows, deeds } = plan;
  const written = (way: 'toSalesforce' | 'toJira'): number =>
    rows.filter((row) => row.written && row.way === way && row.field !== STATUS).length;
  const told = new Set<string>();
  // Records whose names are not known any more are counted.
  const keyOf = ({ kind, recordId }: Deed): string => `${kind} ${recordId === null ? '' : (names.record(recordId) ?? 'unknown')}`;
  const parts = deeds.flatMap((deed) => {
    const key = keyOf(deed);
    if (told.has(key)) return [];
    told.add(key);
    const same = deeds.filter((other) => keyOf(other) === key).length;
    const of: Readonly<Partial<Record<DeedKind, number>>> = { updateRecord: written('toSalesforce'), updateIssue: written('toJira') };
    return [deedWords(deed, of[deed.kind] ?? same, names, t)];
  });
  parts.push(...filesLeft(rows).map((file) => t('why.sync.fileLeft', { file })));
  const waits = waitsOf(plan);
  return waits > 0 ? [...parts, t('why.sync.waits', { count: waits })] : parts;
}

/** How many changes wait until conditions are met. */
function heldBackBy({ waits }: PlanView): number {
  return waits.reduce((count, { fields }) => count + fields.length, 0);
}

function deedWords({ kind, recordId, to }: Deed, count: number, names: Names, t: Translate): string {
  const known = recordId === null ? null : names.record(recordId);
  const name = known ?? t('why.sync.aRecord');
  switch (kind) {
    case 'updateRecord':
      return t('why.sync.toSalesforce', { count, name });
    case 'updateIssue':
      return t('why.sync.toJira', { count });
    case 'transitionIssue':
      return t('why.sync.transition', { status: to ?? '' });
    case 'createRecord':
      return t('why.sync.createRecord');
    case 'linkRecord':
    case 'unlinkRecord':
      return known === null ? t(`why.sync.${kind}s`, { count }) : t(`why.sync.${kind}`, { name });
    case 'commentOnRecord':
    case 'editOnRecord':
    case 'deleteOnRecord':
      return t(`why.sync.${kind}`, { count, name });
    case 'commentOnIssue':
    case 'editOnIssue':
    case 'deleteOnIssue':
      return t(`why.sync.${kind}`, { count });
    case 'attachToRecord':
    case 'attachToIssue':
      return t(`why.sync.${kind}`, { file: to ?? '', name });
    default:
      return kind satisfies never;
  }
}

/** How rows begin that are about files. */
const FILE = 'file:';

/** The names of files that stayed where they are. */
function filesLeft(rows: PlanView['rows']): string[] {
  return rows.flatMap(({ field, written }) => (field.startsWith(FILE) && field !== FILE && !written ? [field.slice(FILE.length)] : []));
}

function waitsOf({ rows }: PlanView): number {
  return rows.filter(({ held }) => held).length;
}

export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
