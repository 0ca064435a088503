import { orderKey } from '../../parts/cell-order';
import type { RecordGroup, RecordRow } from '../../wire';

/** The column that tells when records were linked. */
export const LINKED = 'weftline:linked';

export interface Sorting {
  /** A field, or `LINKED`. */
  readonly by: string;
  readonly ascending: boolean;
}

/** A group's records in an order. Records without a value come last, either way. */
export function sorted({ records, columns }: RecordGroup, { by, ascending }: Sorting, language: string): readonly RecordRow[] {
  const index = columns.findIndex(({ field }) => field === by);
  const collator = new Intl.Collator(language, { numeric: true });
  const keyed = records.map((record) => ({ record, key: keyOf(record, by, index) }));
  keyed.sort(({ key: one }, { key: other }) => {
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order = typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other));
    return ascending ? order : -order;
  });
  return keyed.map(({ record }) => record);
}

function keyOf(record: RecordRow, by: string, index: number): string | number | null {
  if (by === LINKED) return record.linkedAtMs;
  if (index === 0) return record.name;
  const cell = record.cells[index];
  return cell === undefined || cell.kind === 'empty' ? null : orderKey(cell);
}
