import type { FieldMapping, FieldSelection, Mapping, SchemaField, SchemaView } from '../../../wire';
import { COMPACT_MAX, SEARCH_MAX } from './tabs';

/** Fields that people look at first, where an object has them, in the order in which they do. */
const STANDARD = [
  'Subject',
  'Name',
  'Status',
  'StageName',
  'Priority',
  'Type',
  'Amount',
  'CloseDate',
  'Email',
  'Phone',
  'Industry',
  'Website',
  'Account.Name',
  'Contact.Name',
  'Owner.Name',
  'CreatedDate',
  'LastModifiedDate',
];

const LIST_FIELDS = 7;
const DETAILS_FIELDS = 16;

/** The fields that an object starts with: its name, and the usual ones that it has. */
export function presetFields(schema: SchemaView): FieldSelection {
  const name = schema.fields.find((field) => field.nameField);
  const usual = STANDARD.flatMap((path) => schema.fields.find((field) => field.field === path && !field.nameField) ?? []);
  const required = schema.fields.filter((field) => field.required && !field.nameField && !usual.includes(field));
  const all = [...(name === undefined ? [] : [name]), ...usual, ...required];
  const first = (fits: (field: SchemaField) => boolean, max: number): string[] =>
    all.filter(fits).slice(0, max).map((field) => field.field);
  return {
    object: schema.object,
    search: first((field) => field.searchable, SEARCH_MAX),
    details: first(() => true, DETAILS_FIELDS),
    list: first((field) => field.listable, LIST_FIELDS),
    compact: first((field) => field.listable, COMPACT_MAX),
  };
}

/** The mapping that an object starts with: the fields without which no record can be created. */
export function presetMapping(schema: SchemaView): Mapping {
  return {
    object: schema.object,
    fields: schema.fields.filter((field) => field.required && field.createable).map((field) => emptyMapping(field.field)),
    assignmentRules: false,
  };
}

/** A field as it joins a mapping: people fill it in. */
export function emptyMapping(field: string): FieldMapping {
  return {
    field,
    label: null,
    source: { kind: 'nothing' },
    default: null,
    width: 'one',
    help: null,
    readOnly: false,
    potentialResults: false,
    direction: 'creation',
    policy: 'salesforceWins',
  };
}
