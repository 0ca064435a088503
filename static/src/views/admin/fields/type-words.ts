import type { Translate } from '../../../locale/texts';
import type { FieldType, SchemaField } from '../../../wire';

/** Types whose length says what fits. */
const TEXTS: ReadonlySet<FieldType> = new Set<FieldType>(['string', 'textarea', 'encryptedstring']);

/** A field's type as people say it, with what limits it. */
export function typeWords({ fieldType, length, referenceTo }: SchemaField, t: Translate): string {
  if (fieldType === 'reference' && referenceTo.length > 0)
    return t('type.lookupTo', { objects: referenceTo.slice(0, 3).join(', ') });
  const type = t(`type.${fieldType}`);
  return TEXTS.has(fieldType) && length > 0 ? t('type.text', { type, length: String(length) }) : type;
}

/** A field as the create form calls it: a lookup by what it leads to, without the "ID" that Salesforce adds. */
export function formLabel({ fieldType, label }: SchemaField): string {
  return fieldType === 'reference' && label.endsWith(' ID') ? label.slice(0, -' ID'.length) : label;
}
