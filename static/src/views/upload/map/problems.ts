import type { Translate } from '../../../locale/texts';
import type { BulkField, BulkFileView, BulkSource } from '../../../wire';

/** What is wrong with a line of the table, as far as the first rows show. */
export interface LineProblem {
  /** Whether the rows can not be checked like this. */
  readonly blocks: boolean;
  readonly text: string;
}

/** So many values are named; the check names all. */
const NAMED_MOST = 5;

/** What joins several values of a picklist. */
const SEPARATOR = ';';

export function problemsOf(field: BulkField, source: BulkSource, file: BulkFileView, t: Translate): readonly LineProblem[] {
  switch (source.kind) {
    case 'nothing':
      return [...(field.required ? [{ blocks: true, text: t('upload.map.problem.required') }] : []), ...passedOver(field, file, t)];
    case 'jira': {
      const isEmpty = field.required && field.jiraValue === '';
      return [...(isEmpty ? [{ blocks: true, text: t('upload.map.problem.requiredJira') }] : []), ...passedOver(field, file, t)];
    }
    case 'value': {
      const isEmpty = field.required && source.text === '';
      return [...(isEmpty ? [{ blocks: true, text: t('upload.map.problem.requiredValue') }] : []), ...passedOver(field, file, t)];
    }
    case 'column':
      return [...unlisted(field, source.index, file, t), ...tooLong(field, source.index, file, t)];
    default:
      return source satisfies never;
  }
}

/** A column that is named like the field, and does not fill it: each case would have the same value. */
function passedOver(field: BulkField, file: BulkFileView, t: Translate): readonly LineProblem[] {
  if (field.readOnly) return [];
  const names = [field.field.toLowerCase(), field.label.toLowerCase()];
  const column = file.columns.find(({ name, isResult }) => !isResult && names.includes(name.trim().toLowerCase()));
  return column === undefined ? [] : [{ blocks: false, text: t('upload.map.problem.passedOver', { column: column.name }) }];
}

/** Values of the column that the picklist does not take. */
function unlisted(field: BulkField, index: number, file: BulkFileView, t: Translate): readonly LineProblem[] {
  if (!field.restricted || field.options.length === 0) return [];
  const values = file.columns.find((column) => column.index === index)?.values ?? [];
  const known = new Set(field.options.flatMap(({ value, label }) => [value.toLowerCase(), label.toLowerCase()]));
  const each = field.fieldType === 'multipicklist' ? values.flatMap((value) => value.split(SEPARATOR)) : values;
  const unknown = [...new Set(each.map((value) => value.trim()))].filter((value) => value !== '' && !known.has(value.toLowerCase()));
  if (unknown.length === 0) return [];
  const texts = { values: listed(unknown, t), allowed: listed(field.options.map(({ label }) => label), t) };
  return [{ blocks: false, text: t('upload.map.problem.values', { count: unknown.length, ...texts }) }];
}

function tooLong(field: BulkField, index: number, file: BulkFileView, t: Translate): readonly LineProblem[] {
  const samples = file.columns.find((column) => column.index === index)?.samples ?? [];
  if (field.length === 0 || field.options.length > 0 || samples.every((sample) => sample.length <= field.length)) return [];
  return [{ blocks: false, text: t('upload.map.problem.long', { length: t('upload.number', { count: field.length }) }) }];
}

function listed(values: readonly string[], t: Translate): string {
  const words = values.slice(0, NAMED_MOST).map((value) => `“${value}”`).join(', ');
  return values.length > NAMED_MOST ? t('upload.map.problem.more', { values: words }) : words;
}
