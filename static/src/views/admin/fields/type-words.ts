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
