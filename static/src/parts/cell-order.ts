import type { Cell } from '../wire';

/** What a cell sorts by: numbers by size, days and instants by time, the rest by what people see. Empty cells are last upwards. */
export function orderKey(cell: Cell): string | number {
  switch (cell.kind) {
    case 'empty':
      return '\uffff';
    case 'text':
      return cell.text;
    case 'number':
    case 'percent':
    case 'currency':
      return cell.value;
    case 'boolean':
      return cell.value ? 1 : 0;
    case 'date':
      return Date.parse(cell.date);
    case 'dateTime':
      return cell.atMs;
    case 'picklist':
      return cell.label;
    case 'multiPicklist':
      return cell.labels.join(', ');
    case 'reference':
      return cell.name;
    case 'richText':
      return plainText(cell.html);
    case 'link':
      return cell.text;
    default:
      return cell satisfies never;
  }
}

/** What sanitised HTML says, without its elements. */
function plainText(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent;
}
