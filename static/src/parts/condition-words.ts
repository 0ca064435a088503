import type { Translate } from '../locale/texts';
import type { Comparison, Operand } from '../wire';

/** A comparison as a sentence; `field` and `values` may be slots. */
export function comparisonSentence(comparison: Comparison, field: string, values: string, t: Translate): string {
  switch (comparison) {
    case 'equals':
    case 'notEquals':
    case 'contains':
    case 'oneOf':
    case 'changedTo':
    case 'changedFrom':
      return t(`condition.${comparison}`, { field, values });
    case 'empty':
    case 'notEmpty':
    case 'changed':
      return t(`condition.${comparison}`, { field });
    default:
      return comparison satisfies never;
  }
}

/** What a comparison compares with, as people say it. */
export function operandWords(values: readonly Operand[], t: Translate): string {
  const [first, ...others] = values.map(({ text }) => text);
  if (first === undefined) return t('condition.anyValue');
  return others.reduce((before, value) => t('condition.values', { before, value }), first);
}
