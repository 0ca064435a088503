import Checkbox from '@atlaskit/checkbox';
import ArrowDownIcon from '@atlaskit/icon/core/arrow-down';
import ArrowUpIcon from '@atlaskit/icon/core/arrow-up';
import { lazy, Suspense, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocale } from '../../locale/locale';
import type { RecordGroup } from '../../wire';
import { GroupHeading } from '../panel/group-heading';
import { LINKED_PX, SELECT_PX, widthOf } from './column-widths';
import styles from './list.module.css';
import { ListRecord, type ListActions } from './list-record';
import { LINKED, sorted, type Sorting } from './sorting';

const WindowedRows = lazy(() => import('./windowed-rows').then((m) => ({ default: m.WindowedRows })));

/** More than these are not in the page all at once, and scroll in a box of their own. */
const WHOLE_MAX = 40;

/** While the box is loaded, as many as are in sight in it. */
const AT_FIRST = 14;

interface Props {
  readonly group: RecordGroup;
  readonly actions: ListActions;
}

/** The linked records of one object, the newest link first until the user sorts otherwise. */
export function RecordTable({ group, actions }: Props) {
  const { t, language } = useLocale();
  const heading = useId();
  const box = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<Sorting>({ by: LINKED, ascending: false });
  const records = useMemo(() => sorted(group, sorting, language), [group, sorting, language]);
  const { columns } = group;
  const { selection } = actions;
  const widths = [...(selection === null ? [] : [SELECT_PX]), ...columns.map(widthOf), LINKED_PX];
  const windowed = records.length > WHOLE_MAX;
  const row = (index: number, measure?: (element: Element | null) => void): ReactNode => {
    const record = records[index];
    return (
      record !== undefined && (
        <ListRecord
          key={record.id}
          record={record}
          columns={columns}
          actions={actions}
          {...(measure === undefined ? {} : { index, measure })}
        />
      )
    );
  };
  const first = (count: number): ReactNode => records.slice(0, count).map((_, index) => row(index));
  return (
    <section className={styles.group} aria-labelledby={heading}>
      <GroupHeading group={group} id={heading} />
      <div
        ref={box}
        className={windowed ? `${styles.scroll} ${styles.box}` : styles.scroll}
        role="region"
        tabIndex={0}
        aria-label={t('list.scroll', { objects: group.labelPlural })}
      >
        <table
          aria-label={group.labelPlural}
          className={styles.table}
          style={{ minWidth: widths.reduce((sum, width) => sum + width, 0) }}
          {...(windowed ? { 'aria-rowcount': records.length + 1 } : {})}
        >
          <colgroup>
            {widths.map((width, index) => (
              <col key={index} style={{ width }} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {selection !== null && (
                <td className={styles.select}>
                  <SelectAll group={group} selection={selection} />
                </td>
              )}
              {columns.map((column, index) => (
                <Sortable
                  key={column.field}
                  by={column.field}
                  className={index === 0 ? styles.nameCell : undefined}
                  sorting={sorting}
                  onSort={setSorting}
                >
                  {column.label}
                </Sortable>
              ))}
              <Sortable by={LINKED} sorting={sorting} onSort={setSorting}>
                {t('list.linked')}
              </Sortable>
            </tr>
          </thead>
          <tbody>
            {windowed ? (
              <Suspense fallback={first(AT_FIRST)}>
                <WindowedRows ids={records.map(({ id }) => id)} box={box} columns={widths.length} row={row} />
              </Suspense>
            ) : (
              first(records.length)
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function SelectAll({ group, selection }: { group: RecordGroup; selection: NonNullable<ListActions['selection']> }) {
  const { t } = useLocale();
  const ids = group.records.map((record) => record.id);
  const count = ids.filter((id) => selection.chosen.has(id)).length;
  return (
    <Checkbox
      aria-label={t('list.selectAll', { objects: group.labelPlural })}
      isChecked={count === ids.length}
      isIndeterminate={count > 0 && count < ids.length}
      onChange={(event) => selection.toggle(ids, event.currentTarget.checked)}
    />
  );
}

interface SortableProps {
  readonly by: string;
  readonly className?: string | undefined;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly children: string;
}

/** A column's heading, which sorts by the column; once more, the other way round. */
function Sortable({ by, className, sorting, onSort, children }: SortableProps) {
  const on = sorting.by === by;
  const Icon = sorting.ascending ? ArrowUpIcon : ArrowDownIcon;
  return (
    <th scope="col" className={className} aria-sort={on ? (sorting.ascending ? 'ascending' : 'descending') : 'none'}>
      <button
        type="button"
        className={styles.sort}
        title={children}
        onClick={() => onSort({ by, ascending: on ? !sorting.ascending : true })}
      >
        <span className={styles.sortLabel}>{children}</span>
        <span className={on ? styles.sortedIcon : styles.sortIcon}>
          <Icon label="" size="small" color="currentColor" />
        </span>
      </button>
    </th>
  );
}
