import { isStatus } from '../../parts/status';
import type { Column } from '../../wire';

/** How wide the column that tells when records were linked is at least, in pixels. */
export const LINKED_PX = 120;

/** How wide the column of checkboxes is, in pixels. */
export const SELECT_PX = 40;

/** How wide a column is at least, in pixels; what is left over goes to all of them in proportion. */
export function widthOf(column: Column): number {
  if (isStatus(column)) return 120;
  switch (column.fieldType) {
    case 'boolean':
      return 80;
    case 'int':
    case 'long':
    case 'double':
    case 'percent':
    case 'date':
    case 'time':
      return 104;
    case 'picklist':
    case 'combobox':
    case 'currency':
    case 'datetime':
      return 120;
    case 'email':
    case 'url':
      return 168;
    case 'string':
    case 'textarea':
      return 160;
    default:
      return 136;
  }
}
