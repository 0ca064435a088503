import type { Condition } from '../../../wire';

export type Group = Exclude<Condition, { kind: 'compare' }>;
export type Comparing = Extract<Condition, { kind: 'compare' }>;

/** A condition as it begins. */
export const NEW_CONDITION: Comparing = { kind: 'compare', field: '', comparison: 'equals', values: [] };

/** A group as it begins: with one condition, because an empty one says nothing. */
export const NEW_GROUP: Group = { kind: 'any', of: [NEW_CONDITION] };

/** Where a condition stands in its tree: the numbers on the way, from the root. */
export type Path = readonly number[];

/** The core's name for a place in a tree of conditions, by which it tells what is wrong there. */
export function pathName(path: Path): string {
  return ['conditions', ...path.map((at) => `of[${at}]`)].join('.');
}
