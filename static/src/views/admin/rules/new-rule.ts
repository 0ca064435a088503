import type { Translate } from '../../../locale/texts';
import type { Condition, Rule } from '../../../wire';

/** The rules of every configured project. */
export const ALL_PROJECTS = '*';

/** A rule as it begins: it watches nothing yet. */
export function newRule(rules: readonly Rule[], object: string, t: Translate): Rule {
  return {
    id: newId(),
    name: freeName(rules, t),
    enabled: true,
    object,
    trigger: { field: '', values: [] },
    conditions: { kind: 'all', of: [] },
    again: false,
    whileLinked: false,
  };
}

/** A rule like another; what that one has done does not count for it. */
export function copyOf(rule: Rule, rules: readonly Rule[], t: Translate): Rule {
  let name = rule.name;
  do name = t('rules.copyName', { name });
  while (hasName(rules, name));
  const { id, name: title, enabled, object, trigger, conditions, again, whileLinked } = { ...rule, id: newId(), name };
  return { id, name: title, enabled, object, trigger, conditions, again, whileLinked };
}

/** 16 hexadecimal digits. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function freeName(rules: readonly Rule[], t: Translate): string {
  for (let number = rules.length + 1; ; number += 1) {
    const name = t('rules.newName', { number: String(number) });
    if (!hasName(rules, name)) return name;
  }
}

function hasName(rules: readonly Rule[], name: string): boolean {
  return rules.some((rule) => rule.name.trim().toLowerCase() === name.toLowerCase());
}

/** The conditions that stand in the rule's own sentence: those of which all have to hold. */
export function ownConditions(root: Condition): readonly Condition[] {
  return root.kind === 'all' ? root.of : [root];
}
