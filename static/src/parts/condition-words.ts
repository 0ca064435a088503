import type { Translate } from '../locale/texts';
import type { Comparison, Operand } from '../wire';

/** Whether a comparison compares with values. */
export function takesValues(comparison: Comparison): boolean {
  return comparison !== 'empty' && comparison !== 'notEmpty' && comparison !== 'changed';
}

/** A comparison as a sentence; each of the parts may be a slot. */
export function comparisonSentence(
  parts: { readonly field: string; readonly comparison: string; readonly values: string | null },
  t: Translate,
): string {
  const { field, comparison, values } = parts;
  return values === null ? t('condition.plain', { field, comparison }) : t('condition.compare', { field, comparison, values });
}

/** What a comparison compares with, as people say it. */
export function operandWords(values: readonly Operand[], t: Translate): string {
  const [first, ...others] = values.map(({ text }) => text);
  if (first === undefined) return t('condition.anyValue');
  return others.reduce((before, value) => t('condition.values', { before, value }), first);
}
