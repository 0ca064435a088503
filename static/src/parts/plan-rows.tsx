import Lozenge from '@atlaskit/lozenge';
import { useLocale } from '../locale/locale';
import type { Translate } from '../locale/texts';
import type { PlanRow, PlanView } from '../wire';
import { JudgedTree } from './judged-tree';
import styles from './plan-rows.module.css';

interface Props {
  readonly plan: PlanView;
  readonly label: string;
  /** Whether it was carried out; else it tells what would be. */
  readonly done?: boolean;
}

/** A plan, field by field: what is there, what will be, why; and what is lost or seen by customers on the way. */
export function PlanRows({ plan, label, done = false }: Props) {
  const { t, said } = useLocale();
  const { rows, problems, assignmentRules } = plan;
  const hasWays = rows.some(({ way }) => way === 'toJira');
  const shown = rows.filter(hasNews);
  const folded = rows.filter((row) => !hasNews(row));
  return (
    <div className={styles.plan}>
      {problems.length > 0 && (
        <ul className={styles.problems}>
          {problems.map((problem, index) => (
            <li key={index} data-severity={problem.severity}>
              {said(problem.text, problem.remedy)}
            </li>
          ))}
        </ul>
      )}
      {plan.waits.map(({ way, conditions }) => (
        <div key={way} className={styles.waits} data-waits={way}>
          <p>{t(`plan.waits.${way}`)}</p>
          <JudgedTree trigger={null} conditions={conditions} label={t('plan.waitsTree')} />
        </div>
      ))}
      {shown.length === 0 ? (
        <p className={styles.subtle}>{t('plan.nothing')}</p>
      ) : (
        <Table rows={shown} hasWays={hasWays} label={label} />
      )}
      {folded.length > 0 && (
        <details className={styles.folded}>
          <summary>{t('plan.folded', { count: folded.length })}</summary>
          <Table rows={folded} hasWays={hasWays} label={t('plan.foldedOf', { plan: label })} />
        </details>
      )}
      <p className={styles.subtle}>
        {assignmentRules !== null && <>{t(assignmentRules ? 'plan.assigned' : 'plan.notAssigned')} </>}
        {plan.salesforceCalls + plan.jiraCalls > 0 && callWords(plan, t, done)}
      </p>
    </div>
  );
}

/** Whether a row says more than that nothing becomes of nothing. */
function hasNews({ written, held, waits, before, after, losses }: PlanRow): boolean {
  return written || held || waits || before !== null || after !== null || losses.length > 0;
}

interface TableProps {
  readonly rows: readonly PlanRow[];
  /** Whether rows go both ways, so that each has to say which. */
  readonly hasWays: boolean;
  readonly label: string;
}

function Table({ rows, hasWays, label }: TableProps) {
  const { t } = useLocale();
  // Of a record that is created there is nothing before.
  const hasBefore = rows.some(({ before }) => before !== null);
  const columns = (['field', 'before', 'after', 'reason'] as const).filter((column) => hasBefore || column !== 'before');
  return (
    <table role="table" className={styles.table} aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {t(`plan.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, index) => (
          <Row key={index} row={row} hasWays={hasWays} hasBefore={hasBefore} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, hasWays, hasBefore }: { row: PlanRow; hasWays: boolean; hasBefore: boolean }) {
  const { t, said } = useLocale();
  const { field, label, way, source, before, after, written, held, waits, reason, losses, customersSee } = row;
  return (
    <tr role="row" data-plan-field={field} data-written={written} data-way={way} data-waits={waits}>
      <th role="rowheader" scope="row">
        <span className={styles.label}>{label}</span>
        <span className={styles.about}>
          {[...(hasWays ? [t(`plan.way.${way}`)] : []), ...(source === '' ? [] : [source])].join(' · ')}
        </span>
      </th>
      {hasBefore && (
        <td role="cell" data-label={t('plan.before')} data-empty={before === null}>
          <Value text={before} />
        </td>
      )}
      <td role="cell" data-label={t('plan.after')} data-empty={after === null && !written}>
        <span className={written ? styles.written : undefined}>
          {(held || waits) && after === null ? (
            <span className={styles.subtle}>{t(held ? 'plan.undecided' : 'plan.staysForNow')}</span>
          ) : (
            <Value text={after} />
          )}
        </span>
      </td>
      <td role="cell" className={styles.why} data-label={t('plan.reason')}>
        {!written &&
          (held || waits ? <Lozenge appearance="moved">{t('plan.held')}</Lozenge> : <Lozenge>{t('plan.skipped')}</Lozenge>)}
        {customersSee && <Lozenge appearance="moved">{t('plan.customersSee')}</Lozenge>}
        {reason !== null && <span>{said(reason)}</span>}
        {losses.map((loss, index) => (
          <span key={index} className={styles.loss}>
            {said(loss)}
          </span>
        ))}
      </td>
    </tr>
  );
}

function Value({ text }: { text: string | null }) {
  const { t } = useLocale();
  return text === null || text === '' ? (
    <span className={styles.subtle}>{t('plan.empty')}</span>
  ) : (
    <span className={styles.value}>{text}</span>
  );
}

/** How many calls a plan takes, or took. */
export function callWords({ salesforceCalls, jiraCalls }: PlanView, t: Translate, done = false): string {
  const parts = [
    ...(salesforceCalls > 0 || jiraCalls === 0 ? [t('plan.salesforceCalls', { count: salesforceCalls })] : []),
    ...(jiraCalls > 0 ? [t('plan.jiraCalls', { count: jiraCalls })] : []),
  ];
  const [first = '', second] = parts;
  if (second === undefined) return t(done ? 'plan.callsDone' : 'plan.calls', { calls: first });
  return t(done ? 'plan.callsBothDone' : 'plan.callsBoth', { salesforce: first, jira: second });
}
