import type { Translate } from '../../../locale/texts';
import { comparisonSentence, operandWords, takesValues } from '../../../parts/condition-words';
import type { Condition, Rule } from '../../../wire';
import { ownConditions } from './new-rule';

/** What people call a Jira field. */
export type FieldName = (id: string) => string;

/** A rule as one sentence. */
export function ruleSentence({ trigger, conditions }: Rule, object: string, nameOf: FieldName, t: Translate): string {
  const field = fieldWords(trigger.field, nameOf, t);
  const values = operandWords(trigger.values, t);
  const first = trigger.values.length === 0 ? t('rule.triggerAny', { field, values }) : t('rule.trigger', { field, values });
  return t('rule.sentence', {
    trigger: ownConditions(conditions).reduce(
      (before, condition) => t('rule.sentenceAnd', { before, condition: conditionWords(condition, nameOf, t) }),
      first,
    ),
    object,
  });
}

/** A condition as a part of a sentence. */
export function conditionWords(condition: Condition, nameOf: FieldName, t: Translate): string {
  if (condition.kind === 'compare')
    return comparisonSentence(
      {
        field: fieldWords(condition.field, nameOf, t),
        comparison: t(`comparison.${condition.comparison}`),
        values: takesValues(condition.comparison)
          ? condition.values.length === 0
            ? t('rule.noValue')
            : operandWords(condition.values, t)
          : null,
      },
      t,
    );
  const [first, ...others] = condition.of.map((each) => conditionWords(each, nameOf, t));
  return t('rule.groupWords', {
    group: t(`rule.kind.${condition.kind}`),
    conditions: others.reduce((before, each) => t('rule.listed', { before, condition: each }), first ?? ''),
  });
}

function fieldWords(field: string, nameOf: FieldName, t: Translate): string {
  return field === '' ? t('rule.noField') : nameOf(field);
}
