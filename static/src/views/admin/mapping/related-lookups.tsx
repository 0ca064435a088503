import { IconButton } from '@atlaskit/button/new';
import { Label } from '@atlaskit/form';
import Heading from '@atlaskit/heading';
import DeleteIcon from '@atlaskit/icon/core/delete';
import Select from '@atlaskit/select';
import { useRef, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import type { Mapping, ObjectConfiguration, Problem, RelatedLookup, SchemaField, SchemaView } from '../../../wire';
import { formLabel } from '../fields/type-words';
import { FieldProblems } from '../parts/problem-list';
import styles from './mapping.module.css';

interface Props {
  readonly object: ObjectConfiguration;
  readonly mapping: Mapping;
  readonly schema: SchemaView | null;
  /** What is wrong with the mapping. */
  readonly problems: readonly Problem[];
  /** The objects whose fields are chosen: records of others would be shown nowhere. */
  readonly chosen: readonly string[];
  readonly onChange: (mapping: Mapping) => void;
}

/** Lookups whose records are linked by themselves (REL-1). */
export function RelatedLookups({ object, mapping, schema, problems, chosen, onChange }: Props) {
  const { t } = useLocale();
  const section = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  const followed = mapping.related ?? [];
  const lookups = schema?.fields.filter(isLookup) ?? [];
  if (followed.length === 0 && lookups.length === 0) return null;
  const labelOf = (name: string): string => {
    const known = schema?.fields.find(({ field }) => field === name);
    return known === undefined ? name : formLabel(known);
  };
  const write = (related: RelatedLookup[], what: string): void => {
    onChange({ ...mapping, related });
    setSaid(what);
  };
  const left = lookups.filter(({ field }) => !followed.some((each) => each.field === field));
  const options = left.map((field) => ({ value: field.field, label: `${formLabel(field)} (${field.field})` }));
  return (
    <section ref={section} tabIndex={-1} className={styles.related} aria-labelledby="related-heading">
      <div id="related-heading">
        <Heading size="small" as="h4">
          {t('related.title')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('related.hint', { object: object.label })}</p>
      {followed.length === 0 ? (
        <p className={styles.subtle}>{t('related.none')}</p>
      ) : (
        <ul className={styles.relatedList} aria-label={t('related.table', { object: object.label })}>
          {followed.map((lookup, index) => (
            <Followed
              key={`${lookup.field} ${index}`}
              lookup={lookup}
              name={labelOf(lookup.field)}
              schema={lookups.find(({ field }) => field === lookup.field) ?? null}
              problems={problems.filter(({ field, code }) => field === lookup.field && CODES.has(code))}
              onChange={(changed) =>
                write(
                  followed.map((each, at) => (at === index ? changed : each)),
                  '',
                )
              }
              onRemove={() => {
                write(
                  followed.filter((_, at) => at !== index),
                  t('related.removed', { name: labelOf(lookup.field) }),
                );
                // What had the focus is gone with its row.
                section.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
      {schema !== null && (
        <div className={styles.relatedAdd}>
          <Label htmlFor="related-add">{t('related.add')}</Label>
          <Select
            inputId="related-add"
            spacing="compact"
            menuPlacement="auto"
            options={options}
            value={null}
            placeholder={t(left.length === 0 ? 'related.allAdded' : 'related.addHint')}
            isDisabled={left.length === 0}
            noOptionsMessage={() => t('related.addNothing')}
            onChange={(option) => {
              const field = left.find((each) => each.field === option?.value);
              if (field === undefined) return;
              const added = { field: field.field, object: preferred(field, chosen) };
              write([...followed, added], t('related.added', { name: formLabel(field) }));
            }}
          />
        </div>
      )}
      <Announcement>{said}</Announcement>
    </section>
  );
}

/** What the core says of a lookup that is followed; the rest is about the field's own row. */
const CODES: ReadonlySet<string> = new Set(['unknownField', 'notALookup', 'duplicateField', 'objectNotChosen']);

function isLookup({ fieldType, referenceTo }: SchemaField): boolean {
  return fieldType === 'reference' && referenceTo.length > 0;
}

/** Of several objects the first whose records are shown. */
function preferred({ referenceTo }: SchemaField, chosen: readonly string[]): string {
  return referenceTo.find((object) => chosen.includes(object)) ?? referenceTo[0] ?? '';
}

interface FollowedProps {
  readonly lookup: RelatedLookup;
  readonly name: string;
  /** What the org says of it; none when it says nothing. */
  readonly schema: SchemaField | null;
  readonly problems: readonly Problem[];
  readonly onChange: (lookup: RelatedLookup) => void;
  readonly onRemove: () => void;
}

function Followed({ lookup, name, schema, problems, onChange, onRemove }: FollowedProps) {
  const { t } = useLocale();
  const objects = schema?.referenceTo ?? [];
  const options = (objects.includes(lookup.object) ? objects : [...objects, lookup.object]).map((value) => ({
    value,
    label: value,
  }));
  return (
    <li data-related={lookup.field}>
      <div className={styles.relatedRow}>
        <span className={styles.relatedName}>
          {options.length > 1 ? name : t('related.to', { name, object: lookup.object })}
          <span className={styles.about}>{lookup.field}</span>
        </span>
        {options.length > 1 && (
          <div className={styles.relatedObject}>
            <Select
              aria-label={t('related.object', { name })}
              spacing="compact"
              isSearchable={false}
              menuPlacement="auto"
              options={options}
              value={options.find(({ value }) => value === lookup.object) ?? null}
              onChange={(option) => option !== null && onChange({ ...lookup, object: option.value })}
            />
          </div>
        )}
        <IconButton
          icon={DeleteIcon}
          label={t('related.remove', { name })}
          appearance="subtle"
          spacing="compact"
          onClick={onRemove}
        />
      </div>
      <FieldProblems problems={problems} />
    </li>
  );
}
