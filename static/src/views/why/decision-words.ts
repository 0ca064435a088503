import type { Locale } from '../../locale/locale';
import type { Translate } from '../../locale/texts';
import { operandWords } from '../../parts/condition-words';
import type { Cause, Judged, RuleDecision } from '../../wire';

/** Reasons told in a sentence; the rest is in the conditions below it. */
const REASONS_MAX = 3;

/** What joins the steps of a change, in what the core found. */
const STEP = ' → ';

/** What a decision is about, in the words of people. */
export interface Names {
  /** What people call one record of an object. */
  readonly object: (object: string) => string;
  /** A linked record's name; none when it is not linked any more. */
  readonly record: (id: string) => string | null;
}

/** What the ids of post functions begin with, among those of rules. */
const POST_FUNCTION = 'post-function.';

/** Which rule decided; of a post function, at which transition. */
export function ruleWords({ rule, name }: RuleDecision, t: Translate): string {
  if (!rule.startsWith(POST_FUNCTION)) return t('why.rule', { rule: name });
  return name === '' ? t('why.postFunction') : t('why.postFunctionOf', { transition: name });
}

/** What a rule decided then, as a sentence with its reason. */
export function decisionSentence(decision: RuleDecision, names: Names, locale: Locale): string {
  const { t } = locale;
  const object = names.object(decision.object);
  const because = becauseOf(decision.trigger, t);
  switch (decision.verdict) {
    case 'created': {
      const name = decision.recordId === null ? null : names.record(decision.recordId);
      if (name !== null)
        return because === null
          ? t('why.createdNamed', { object, name })
          : t('why.createdNamedBecause', { object, name, because });
      return because === null ? t('why.created', { object }) : t('why.createdBecause', { object, because });
    }
    case 'creates':
      return because === null ? t('why.creates', { object }) : t('why.createsBecause', { object, because });
    case 'refused':
    case 'unclear':
    case 'invalid':
      return troubleSentence(decision, object, locale);
    case 'notTriggered':
    case 'conditionsUnmet':
    case 'firedBefore':
    case 'linkedAlready':
    case 'restricted':
    case 'notConfigured':
    case 'switchedOff':
    case 'ruleOff':
      return t('why.notThen', { object, reason: reasonOf(decision, t) });
    default:
      return decision.verdict satisfies never;
  }
}

/** What a rule would decide now, as a sentence with its reason. */
export function nowSentence(decision: RuleDecision, names: Names, locale: Locale): string {
  const { t } = locale;
  const object = names.object(decision.object);
  switch (decision.verdict) {
    case 'creates':
    case 'created': {
      const because = becauseOf(decision.trigger, t);
      return because === null ? t('why.would', { object }) : t('why.wouldBecause', { object, because });
    }
    case 'refused':
    case 'unclear':
    case 'invalid':
      return troubleSentence(decision, object, locale);
    case 'notTriggered':
    case 'conditionsUnmet':
    case 'firedBefore':
    case 'linkedAlready':
    case 'restricted':
    case 'notConfigured':
    case 'switchedOff':
    case 'ruleOff':
      return t('why.notNow', { object, reason: reasonOf(decision, t) });
    default:
      return decision.verdict satisfies never;
  }
}

/** What set work off, in a list of words. */
export function causeWords(causes: readonly Cause[], t: Translate): string {
  const words = causes.map((cause) => t(`why.cause.${cause}`));
  const [first = '', ...others] = words;
  return others.reduce((before, cause) => t('why.causes', { before, cause }), first);
}

function troubleSentence({ verdict, problems }: RuleDecision, object: string, { t, said }: Locale): string {
  const told = problems.find((problem) => problem.severity === 'error')?.text ?? null;
  // A sentence of its own within another: without its full stop.
  const reason = told === null ? null : said(told).replace(/\.$/, '');
  if (verdict === 'unclear') return t('why.unclear', { object });
  if (verdict === 'refused') return reason === null ? t('why.refused', { object }) : t('why.refusedBecause', { object, reason });
  return reason === null ? t('why.invalid') : t('why.invalidBecause', { reason });
}

/** What the trigger field took. */
function becauseOf(trigger: Judged | null, t: Translate): string | null {
  if (trigger === null || !trigger.holds) return null;
  const field = nameOf(trigger);
  const value = trigger.found?.split(STEP).at(-1) ?? '';
  return value === '' ? t('why.because.set', { field }) : t('why.because.became', { field, value });
}

function reasonOf({ verdict, trigger, conditions }: RuleDecision, t: Translate): string {
  switch (verdict) {
    case 'notTriggered':
      return trigger === null ? t('why.reason.notTriggered') : notTriggered(trigger, t);
    case 'conditionsUnmet':
      return conditions === null ? t('why.reason.conditionsUnmet') : unmet(conditions, t);
    case 'firedBefore':
    case 'linkedAlready':
    case 'restricted':
    case 'notConfigured':
    case 'switchedOff':
    case 'ruleOff':
      return t(`why.reason.${verdict}`);
    case 'creates':
    case 'created':
    case 'refused':
    case 'unclear':
    case 'invalid':
      return '';
    default:
      return verdict satisfies never;
  }
}

function notTriggered(trigger: Judged, t: Translate): string {
  const field = nameOf(trigger);
  const values = operandWords(trigger.values, t);
  const { found } = trigger;
  if (found === null) return t('why.reason.notBecame', { field, values });
  return t(found.includes(STEP) ? 'why.reason.notBecameSteps' : 'why.reason.notBecameFound', { field, found, values });
}

/** Why a condition does not hold. */
function unmet(judged: Judged, t: Translate): string {
  switch (judged.kind) {
    case 'compare':
      return missed(judged, t);
    case 'all':
      return joined(judged.of.filter(({ holds }) => !holds).map((each) => unmet(each, t)), 'why.reason.and', t);
    case 'any':
      return joined(judged.of.map((each) => unmet(each, t)), 'why.reason.or', t);
    case 'not':
      return joined(judged.of.filter(({ holds }) => holds).map((each) => unwanted(each, t)), 'why.reason.and', t);
    default:
      return judged.kind satisfies never;
  }
}

function joined(reasons: readonly string[], by: 'why.reason.and' | 'why.reason.or', t: Translate): string {
  const [first, ...others] = reasons.slice(0, REASONS_MAX);
  if (first === undefined) return t('why.reason.conditionsUnmet');
  return others.reduce((before, reason) => t(by, { before, reason }), first);
}

/** A comparison that does not hold, by what was found instead. */
function missed(judged: Judged, t: Translate): string {
  const field = nameOf(judged);
  const values = operandWords(judged.values, t);
  const found = judged.found ?? t('why.empty');
  const { comparison } = judged;
  switch (comparison) {
    case 'equals':
    case 'contains':
    case 'oneOf':
      return t(`why.reason.${comparison}`, { field, found, values });
    case 'empty':
      return t('why.reason.empty', { field, found });
    case 'notEquals':
    case 'changedTo':
    case 'changedFrom':
      return t(`why.reason.${comparison}`, { field, values });
    case 'notEmpty':
    case 'changed':
      return t(`why.reason.${comparison}`, { field });
    case null:
      return t('why.reason.conditionsUnmet');
    default:
      return comparison satisfies never;
  }
}

/** A condition that holds and must not. */
function unwanted(judged: Judged, t: Translate): string {
  const field = nameOf(judged);
  switch (judged.comparison) {
    case null: {
      const inner = judged.of.find(({ holds }) => holds);
      return inner === undefined ? t('why.reason.conditionsUnmet') : unwanted(inner, t);
    }
    case 'equals':
    case 'notEquals':
    case 'contains':
    case 'oneOf':
    case 'empty':
    case 'notEmpty':
      return t('why.reason.mustNotBe', { field, found: judged.found ?? t('why.empty') });
    case 'changed':
    case 'changedTo':
    case 'changedFrom':
      return t('why.reason.mustNotChange', { field, found: judged.found ?? '' });
    default:
      return judged.comparison satisfies never;
  }
}

function nameOf({ field, fieldName }: Judged): string {
  return fieldName ?? field ?? '';
}
