import Lozenge from '@atlaskit/lozenge';
import { useLocale } from '../../../locale/locale';
import { VisuallyHidden } from '../../../parts/visually-hidden';
import type { BulkField, BulkFileView, BulkSource } from '../../../wire';
import styles from '../upload.module.css';
import { columnName, keyOf, sourceBy, usableColumns, usesDefault, withDefault, type SourceKey } from './choices';
import type { LineProblem } from './problems';
import { Samples } from './samples';
import { ValueCell } from './value-cell';

interface Props {
  readonly id: string;
  readonly field: BulkField;
  readonly source: BulkSource;
  readonly problems: readonly LineProblem[];
  readonly file: BulkFileView;
  readonly onChange: (source: BulkSource) => void;
}

/** A field of the cases, and what fills it. */
export function MapRow({ id, field, source, problems, file, onChange }: Props) {
  const { t } = useLocale();
  const problemsId = `${id}-problems`;
  const fixed = file.defaults === 'fixed';
  const byHeader = source.kind === 'column' && field.source.kind === 'column' && field.source.index === source.index;
  return (
    <tr role="row" data-field={field.field} data-source={source.kind}>
      <th role="rowheader" scope="row">
        <span className={styles.fieldLabel}>
          {field.label}
          {field.required && (
            <>
              <span className={styles.required} aria-hidden="true">
                *
              </span>
              <VisuallyHidden>{t('upload.map.required')}</VisuallyHidden>
            </>
          )}
        </span>
        <span className={styles.hint} title={field.help ?? undefined}>
          {field.field}
        </span>
      </th>
      <td role="cell" data-label={t('upload.map.source')}>
        <select
          id={id}
          className={styles.select}
          aria-label={t('upload.map.sourceOf', { field: field.label })}
          aria-describedby={problems.length > 0 ? problemsId : undefined}
          disabled={field.readOnly}
          aria-invalid={problems.some(({ blocks }) => blocks)}
          // With fixed defaults a box beside says whether the value is used.
          value={fixed && source.kind === 'value' ? 'nothing' : keyOf(source)}
          onChange={(event) => {
            const next = sourceBy(event.currentTarget.value as SourceKey, field);
            const box = fixed && field.default !== '' && next.kind !== 'jira';
            onChange(box ? withDefault(next, field, usesDefault(source)) : next);
          }}
        >
          <Options field={field} file={file} />
        </select>
        {field.readOnly && <span className={styles.hint}>{t('upload.map.locked')}</span>}
        {byHeader && (
          <span className={styles.mark}>
            <Lozenge>{t('upload.map.byHeader')}</Lozenge>
          </span>
        )}
      </td>
      <td role="cell" data-label={t('upload.map.value')}>
        <ValueCell id={id} field={field} source={source} defaults={file.defaults} onChange={onChange} />
      </td>
      <td role="cell" data-label={t('upload.map.samples')}>
        <Samples field={field} source={source} file={file} />
      </td>
      <td role="cell" data-label={t('upload.map.problems')}>
        {problems.length > 0 && (
          <ul id={problemsId} className={styles.problems}>
            {problems.map(({ text, blocks }, index) => (
              <li key={index} data-blocks={blocks}>
                {text}
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

function Options({ field, file }: Pick<Props, 'field' | 'file'>) {
  const { t } = useLocale();
  const fixed = file.defaults === 'fixed';
  return (
    <>
      <option value="nothing">{t(fixed && field.default !== '' ? 'upload.map.nothingElse' : 'upload.map.nothing')}</option>
      {field.jira !== null && <option value="jira">{t('upload.map.jira', { field: field.jira })}</option>}
      {!fixed && <option value="value">{t('upload.map.constant')}</option>}
      <optgroup label={t('upload.map.columns')}>
        {usableColumns(file).map((column) => (
          <option key={column.index} value={`column:${column.index}`}>
            {columnName(column, t)}
          </option>
        ))}
      </optgroup>
    </>
  );
}
