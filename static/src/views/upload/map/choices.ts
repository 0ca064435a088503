import type { Translate } from '../../../locale/texts';
import type { BulkColumn, BulkField, BulkFileView, BulkSource } from '../../../wire';
import type { Choices, Mapped } from '../types';

/** The table as the core proposes it. */
export function presetOf(file: BulkFileView): Omit<Mapped, 'again'> {
  const choices: Choices = Object.fromEntries(file.fields.map(({ field, source }) => [field, source]));
  return { file, choices, assignmentRules: file.assignmentRules };
}

/** What fills a field in the table. */
export function sourceOf(field: BulkField, choices: Choices): BulkSource {
  return choices[field.field] ?? { kind: 'nothing' };
}

/** A column's header; those without one are numbered. */
export function columnName({ name, index }: BulkColumn, t: Translate): string {
  return name.trim() === '' ? t('upload.preview.unnamed', { number: String(index + 1) }) : name;
}

/** Columns that may fill a field: not those that Weftline wrote. */
export function usableColumns({ columns }: BulkFileView): readonly BulkColumn[] {
  return columns.filter((column) => !column.isResult);
}

/** Columns that fill nothing. */
export function unusedColumns(file: BulkFileView, choices: Choices): readonly BulkColumn[] {
  const used = new Set(file.fields.map((field) => sourceOf(field, choices)).flatMap((source) => (source.kind === 'column' ? [source.index] : [])));
  return usableColumns(file).filter((column) => !used.has(column.index));
}

/** How the table stands in the list of sources. */
export type SourceKey = 'nothing' | 'jira' | 'value' | `column:${number}`;

export function keyOf(source: BulkSource): SourceKey {
  return source.kind === 'column' ? `column:${source.index}` : source.kind;
}

/** What is meant by a choice in the list; the default comes along where there is one. */
export function sourceBy(key: SourceKey, field: BulkField): BulkSource {
  const preset = field.default === '' ? null : field.default;
  switch (key) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'jira':
      return { kind: 'jira' };
    case 'value':
      return { kind: 'value', text: field.default };
    default:
      return { kind: 'column', index: Number(key.slice('column:'.length)), default: preset };
  }
}

/** With fixed defaults: whether a field's default is used, beside or instead of a column (TGL-11). */
export function usesDefault(source: BulkSource): boolean {
  return source.kind === 'value' || (source.kind === 'column' && source.default !== null);
}

export function withDefault(source: BulkSource, field: BulkField, on: boolean): BulkSource {
  if (source.kind === 'column') return { ...source, default: on ? field.default : null };
  return on ? { kind: 'value', text: field.default } : { kind: 'nothing' };
}

/** What is sent: a value that is empty fills nothing. */
export function sentChoices(file: BulkFileView, choices: Choices): { field: string; source: BulkSource }[] {
  return file.fields.flatMap((field) => {
    const source = sourceOf(field, choices);
    if (source.kind === 'nothing' || (source.kind === 'value' && source.text === '')) return [];
    const blank = source.kind === 'column' && source.default === '';
    return [{ field: field.field, source: blank ? { ...source, default: null } : source }];
  });
}
