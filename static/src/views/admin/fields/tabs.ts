import type { FieldSelection, SchemaField, SectionProblem } from '../../../wire';

/** Where fields of an object are shown. */
export type Tab = keyof Omit<FieldSelection, 'object'>;

export const TABS = ['search', 'details', 'list', 'compact'] as const satisfies readonly Tab[];

/** Fields in Search at most. */
export const SEARCH_MAX = 5;

/** Fields in Compact at most, the name among them. */
export const COMPACT_MAX = 5;

export function maxOf(tab: Tab): number | null {
  switch (tab) {
    case 'search':
      return SEARCH_MAX;
    case 'compact':
      return COMPACT_MAX;
    case 'details':
    case 'list':
      return null;
    default:
      return tab satisfies never;
  }
}

/** Whether a tab always shows the object's name field, and shows it first. */
export function showsName(tab: Tab): boolean {
  return tab === 'list' || tab === 'compact';
}

/** What is chosen in a tab; where the name is always shown, it stands first whatever is saved. */
export function chosenIn(tab: Tab, selection: FieldSelection, nameField: string | null): readonly string[] {
  const chosen = selection[tab];
  if (nameField === null || !showsName(tab)) return chosen;
  return [nameField, ...chosen.filter((path) => path !== nameField)];
}

/** Why a field cannot be chosen in a tab. */
export type WhyNot = 'notSearchable' | 'tooLong' | 'full';

export function whyNot(tab: Tab, field: SchemaField, chosen: readonly string[]): WhyNot | null {
  if (chosen.includes(field.field)) return null;
  if (tab === 'search' && !field.searchable) return 'notSearchable';
  if (showsName(tab) && !field.listable) return 'tooLong';
  const max = maxOf(tab);
  return max !== null && chosen.length >= max ? 'full' : null;
}

/** The problems of a tab. The core names the tab in front of each. */
export function problemsIn(tab: Tab, problems: readonly SectionProblem[]): readonly SectionProblem[] {
  return problems.filter(({ problem }) => problem.text.toLowerCase().startsWith(`${tab}:`));
}
