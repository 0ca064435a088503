import type { JiraOptionsView, Part } from '../../../wire';

/** Joins the levels of a cascading option, as the core does. */
const LEVELS = ' - ';

/** The values that Jira tells of a field, as a value map names them: of a cascading option the part that is taken. */
export function jiraValues({ values, below }: JiraOptionsView, part: Part): readonly string[] {
  switch (part) {
    case 'first':
      return values;
    case 'second':
      return [...new Set(values.flatMap((value) => below[value] ?? []))];
    case 'whole':
      return values.flatMap((value) => [value, ...(below[value] ?? []).map((each) => `${value}${LEVELS}${each}`)]);
    default:
      return part satisfies never;
  }
}

/** Which Jira value a Salesforce value comes back as. */
export type WayBack =
  /** Someone said so. */
  | { readonly kind: 'said'; readonly value: string }
  /** It is the only one that becomes it. */
  | { readonly kind: 'only'; readonly value: string }
  /** Several become it, and nobody said which. */
  | { readonly kind: 'several'; readonly values: readonly string[] }
  | { readonly kind: 'none' };

export function wayBack(
  salesforce: string,
  values: Readonly<Record<string, string>>,
  back: Readonly<Record<string, string>>,
): WayBack {
  const said = back[salesforce];
  if (said !== undefined) return { kind: 'said', value: said };
  const found = Object.entries(values).flatMap(([jira, to]) => (to === salesforce ? [jira] : []));
  const [only, ...others] = found;
  if (only === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'only', value: only } : { kind: 'several', values: found };
}
