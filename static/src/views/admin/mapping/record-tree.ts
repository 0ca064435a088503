import type { Locale } from '../../../locale/locale';
import type { JiraFieldChoice, Operand, SchemaField, SchemaView } from '../../../wire';
import { formLabel, typeWords } from '../fields/type-words';
import type { TreeContext } from '../rules/condition-list';

/** What a tree of conditions on a record needs to know of its object; nothing is known of it without a schema. */
export function recordTree(schema: SchemaView | null, t: Locale['t']): Omit<TreeContext, 'problems' | 'project'> {
  const ofRecord = (schema?.fields ?? []).filter(isCompared);
  const fields = ofRecord.map((field): JiraFieldChoice => ({
    id: field.field,
    name: formLabel(field),
    kind: typeWords(field, t),
    hasOptions: false,
    watchable: false,
    cascading: false,
  }));
  const optionsOf = (name: string): readonly Operand[] => {
    const field = ofRecord.find((each) => each.field === name);
    if (field?.fieldType === 'boolean') return ['true', 'false'].map((text) => ({ id: null, text }));
    return (field?.options ?? []).map(({ value, label }) => ({ id: value, text: label }));
  };
  const hasSeveral = (name: string): boolean => ofRecord.find((each) => each.field === name)?.fieldType === 'multipicklist';
  return { fields, known: schema !== null, nameOf: nameIn(fields), isState: true, record: { optionsOf, hasSeveral } };
}

/** Names fields, and by their ids those that are not known. */
export function nameIn(fields: readonly JiraFieldChoice[]): (id: string) => string {
  return (id) => fields.find((field) => field.id === id)?.name ?? id;
}

/** Compound fields have no value of their own, and paths lead to other records. */
function isCompared({ field, fieldType }: SchemaField): boolean {
  return !field.includes('.') && fieldType !== 'address' && fieldType !== 'location' && fieldType !== 'base64';
}
