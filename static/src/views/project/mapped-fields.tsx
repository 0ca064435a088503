import { useLocale } from '../../locale/locale';
import type { Change } from '../../wire';
import { valueWords } from '../admin/parts/change-words';
import { ScrolledTable } from '../admin/parts/scrolled-table';
import styles from './project.module.css';

/** The lines of a mapping that are about one field, by what they are about. */
type FieldLines = ReadonlyMap<string, Change>;

const VALUES = 'values.';

/** The lines of a mapping, field by field, and those that are about none. */
export function byField(lines: readonly Change[]): { fields: ReadonlyMap<string, FieldLines>; others: readonly Change[] } {
  const names = new Set(lines.filter(({ path }) => path.endsWith('.source')).map(({ path }) => path.slice(0, -'.source'.length)));
  const fields = new Map<string, Map<string, Change>>([...names].map((name) => [name, new Map()]));
  const others: Change[] = [];
  for (const line of lines) {
    const at = line.path.indexOf('.');
    const field = at < 0 ? undefined : fields.get(line.path.slice(0, at));
    if (field === undefined) others.push(line);
    else field.set(line.path.slice(at + 1), line);
  }
  return { fields, others };
}

/** What fills each field of a record, and which way it goes. */
export function MappedFields({ label, fields }: { label: string; fields: ReadonlyMap<string, FieldLines> }) {
  const { t } = useLocale();
  return (
    <ScrolledTable label={label} heads={[t('project.field'), t('project.source'), t('project.direction'), t('project.conflicts')]}>
      {[...fields].map(([field, lines]) => (
        <tr key={field}>
          <td>{field}</td>
          <td>
            <Source lines={lines} />
          </td>
          <td>
            <Words line={lines.get('direction')} />
          </td>
          <td>{lines.get('direction')?.after === BOTH && <Words line={lines.get('conflicts')} />}</td>
        </tr>
      ))}
    </ScrolledTable>
  );
}

/** The core's word for fields that go both ways: only there both sides can have changed. */
const BOTH = 'both ways';

function Source({ lines }: { lines: FieldLines }) {
  const { t } = useLocale();
  const fallback = lines.get('default')?.after;
  const values = [...lines].filter(([what]) => what.startsWith(VALUES));
  return (
    <>
      <Words line={lines.get('source')} />
      {fallback !== undefined && fallback !== null && <p className={styles.quiet}>{t('project.default', { value: fallback })}</p>}
      {values.length > 0 && (
        <ul className={styles.values}>
          {values.map(([what, { after }]) => (
            <li key={what}>{t('project.becomes', { before: what.slice(VALUES.length), after: after ?? '' })}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Words({ line }: { line: Change | undefined }) {
  const { t } = useLocale();
  return line === undefined ? null : <>{valueWords(line, line.after ?? '', t)}</>;
}
