import type { Column } from '../wire';

type Appearance = 'default' | 'inprogress' | 'moved' | 'new' | 'removed' | 'success';

/** Whether a column is a record's status, which stands out as a lozenge. */
export function isStatus(column: Column): boolean {
  return column.fieldType === 'picklist' && (column.field === 'Status' || column.field === 'StageName');
}

/** The colours of the values that Salesforce ships; an org's own values are neutral. */
const APPEARANCES: ReadonlyMap<string, Appearance> = new Map<string, Appearance>([
  ['New', 'new'],
  ['Working', 'inprogress'],
  ['Escalated', 'moved'],
  ['Closed', 'success'],
  ['Closed Won', 'success'],
  ['Closed Lost', 'removed'],
]);

export function statusAppearance(value: string): Appearance {
  return APPEARANCES.get(value) ?? 'default';
}
