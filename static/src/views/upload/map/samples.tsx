import { useLocale } from '../../../locale/locale';
import type { BulkField, BulkFileView, BulkSource } from '../../../wire';
import styles from '../upload.module.css';

/** So much of a sample is shown; the whole of it on looking closer. */
const SHOWN_MOST = 60;

/** What the first rows would bring. */
export function Samples({ field, source, file }: { field: BulkField; source: BulkSource; file: BulkFileView }) {
  const { t } = useLocale();
  switch (source.kind) {
    case 'nothing':
      return null;
    case 'jira':
      return (
        <span className={styles.sample} title={field.jiraValue}>
          {field.jiraValue === '' ? t('upload.map.jiraEmpty') : t('upload.map.jiraValue', { value: shortened(field.jiraValue) })}
        </span>
      );
    case 'value':
      return source.text === '' ? null : (
        <span className={styles.sample}>{t('upload.map.jiraValue', { value: shortened(labelOf(field, source.text)) })}</span>
      );
    case 'column': {
      const samples = file.columns.find((column) => column.index === source.index)?.samples ?? [];
      return (
        <ol className={styles.samples}>
          {samples.map((sample, index) => (
            <li key={index} className={styles.sample} title={sample}>
              {sample !== '' ? (
                <bdi>{shortened(sample)}</bdi>
              ) : source.default === null || source.default === '' ? (
                <em>{t('upload.map.emptyCell')}</em>
              ) : (
                <em>{shortened(labelOf(field, source.default))}</em>
              )}
            </li>
          ))}
        </ol>
      );
    }
    default:
      return source satisfies never;
  }
}

/** What people see of a value. */
export function labelOf(field: BulkField, value: string): string {
  return field.options.find((option) => option.value === value)?.label ?? value;
}

function shortened(text: string): string {
  return text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST)}…` : text;
}
