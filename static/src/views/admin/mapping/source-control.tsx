import Button from '@atlaskit/button/new';
import Select from '@atlaskit/select';
import { useLocale } from '../../../locale/locale';
import type { FieldMapping, Part, SchemaField, Source } from '../../../wire';
import { withSource } from './directions';
import type { JiraChoice } from './jira-choices';
import styles from './mapping.module.css';
import { ValueControl } from './value-control';

interface Props {
  readonly field: FieldMapping;
  readonly schema: SchemaField | null;
  readonly name: string;
  readonly choices: readonly JiraChoice[];
  readonly jiraKnown: boolean;
  readonly onChange: (field: FieldMapping) => void;
  /** Opens what has no room in a row: the map of values, or the template. */
  readonly onOpen: () => void;
}

const KINDS = ['field', 'picklist', 'lookup', 'constant', 'template', 'nothing'] as const satisfies readonly Source['kind'][];

/** Where a field's value comes from: its kind, and what that needs. */
export function SourceControl(props: Props) {
  const { field, name, choices, onChange } = props;
  const { t } = useLocale();
  // Only a field that points to records can be filled by looking one up.
  const kinds = KINDS.filter(
    (kind) => kind !== 'lookup' || field.source.kind === kind || props.schema?.fieldType === 'reference',
  );
  const options = kinds.map((kind) => ({ value: kind, label: t(`source.${kind}`) }));
  const write = (source: Source): void => onChange(withSource(field, source));
  return (
    <div className={styles.source}>
      <Select
        aria-label={t('source.kindOf', { name })}
        spacing="compact"
        menuPlacement="auto"
        options={options}
        value={options.find(({ value }) => value === field.source.kind) ?? null}
        onChange={(option) => {
          if (option !== null && option.value !== field.source.kind) write(sourceOf(option.value, field, choices, props.schema));
        }}
      />
      <div className={styles.value}>
        <SourceValue {...props} onSource={write} />
      </div>
    </div>
  );
}

/** Whether a Jira field is still to be chosen. */
export function hasNoField({ source }: FieldMapping): boolean {
  return 'field' in source && source.field === '';
}

/** A source of another kind that keeps what fits of the one before. */
function sourceOf(
  kind: Source['kind'],
  { source }: FieldMapping,
  choices: readonly JiraChoice[],
  schema: SchemaField | null,
): Source {
  const field = 'field' in source ? source.field : '';
  switch (kind) {
    case 'nothing':
      return { kind };
    case 'field':
      return { kind, field };
    case 'picklist':
      return {
        kind,
        field: choices.some((choice) => choice.value === field && canMapValues(choice)) ? field : '',
        values: {},
        unmapped: 'report',
      };
    case 'lookup':
      return { kind, field, object: schema?.referenceTo[0] ?? '', by: 'Name' };
    case 'constant':
      return { kind, value: '' };
    case 'template':
      return { kind, template: field === '' ? '' : `{{issue.${field}}}` };
    default:
      return kind satisfies never;
  }
}

interface ValueProps extends Props {
  readonly onSource: (source: Source) => void;
}

function SourceValue({ field, schema, name, choices, jiraKnown, onSource, onOpen }: ValueProps) {
  const { t } = useLocale();
  const { source } = field;
  switch (source.kind) {
    case 'nothing':
      return (
        <p className={styles.about}>{t(field.readOnly ? 'source.nothingReadOnly' : 'source.nothingHint')}</p>
      );
    case 'field':
      return (
        <>
          <JiraFieldSelect
            name={name}
            choices={choices}
            jiraKnown={jiraKnown}
            value={source.field}
            onChange={(chosen) => onSource({ kind: 'field', field: chosen })}
          />
          <PartSelect name={name} choices={choices} source={source} onChange={(part) => onSource({ ...source, part })} />
        </>
      );
    case 'picklist':
      return (
        <>
          <JiraFieldSelect
            name={name}
            choices={choices.filter(canMapValues)}
            jiraKnown={jiraKnown}
            value={source.field}
            onChange={(chosen) => {
              if (chosen !== source.field)
                onSource({ kind: 'picklist', field: chosen, values: {}, back: {}, unmapped: source.unmapped });
              // The values of another field are mapped next.
              if (chosen !== source.field) onOpen();
            }}
          />
          <PartSelect
            name={name}
            choices={choices}
            source={source}
            // The values of another level are other values.
            onChange={(part) => onSource({ ...source, part, values: {}, back: {} })}
          />
          <div>
            <Button
              spacing="compact"
              isDisabled={source.field === ''}
              aria-label={t('source.mapValuesOf', { name })}
              onClick={onOpen}
            >
              {t('source.mapValues', { count: Object.keys(source.values).length })}
            </Button>
          </div>
        </>
      );
    case 'lookup':
      return (
        <>
          <JiraFieldSelect
            name={name}
            choices={choices}
            jiraKnown={jiraKnown}
            value={source.field}
            onChange={(chosen) => onSource({ ...source, field: chosen })}
          />
          <div className={styles.template}>
            <span className={styles.about}>
              {t('source.lookupBy', { object: source.object, field: source.by })}
            </span>
            <Button spacing="compact" aria-label={t('source.editLookupOf', { name })} onClick={onOpen}>
              {t('source.editTemplate')}
            </Button>
          </div>
        </>
      );
    case 'constant':
      return (
        <ValueControl
          id={`constant-${field.field}`}
          label={t('source.constantOf', { name })}
          schema={schema}
          value={source.value === '' ? null : source.value}
          onChange={(value) => onSource({ ...source, value: value ?? '' })}
        />
      );
    case 'template':
      return (
        <div className={styles.template}>
          <code className={styles.code}>{source.template === '' ? t('source.templateNone') : source.template}</code>
          <Button
            spacing="compact"
            aria-label={t('source.editTemplateOf', { name })}
            onClick={onOpen}
          >
            {t('source.editTemplate')}
          </Button>
        </div>
      );
    default:
      return source satisfies never;
  }
}

/** Whether a field's values can be mapped one by one: options, and people. */
function canMapValues({ hasOptions, isUser }: JiraChoice): boolean {
  return hasOptions || isUser;
}

interface PartProps {
  readonly name: string;
  readonly choices: readonly JiraChoice[];
  readonly source: Extract<Source, { kind: 'field' | 'picklist' }>;
  readonly onChange: (part: Part) => void;
}

/** Which level of a cascading option; nothing for other fields. */
function PartSelect({ name, choices, source, onChange }: PartProps) {
  const { t } = useLocale();
  const part = source.part ?? 'whole';
  const isCascading = choices.some(({ value, cascading }) => value === source.field && cascading);
  if (!isCascading && part === 'whole') return null;
  const options = (['whole', 'first', 'second'] as const).map((value) => ({ value, label: t(`part.${value}`) }));
  return (
    <Select
      aria-label={t('part.of', { name })}
      spacing="compact"
      isSearchable={false}
      menuPlacement="auto"
      options={options}
      value={options.find(({ value }) => value === part) ?? null}
      onChange={(option) => option !== null && onChange(option.value)}
    />
  );
}

interface SelectProps {
  readonly name: string;
  readonly choices: readonly JiraChoice[];
  readonly jiraKnown: boolean;
  readonly value: string;
  readonly onChange: (field: string) => void;
}

function JiraFieldSelect({ name, choices, jiraKnown, value, onChange }: SelectProps) {
  const { t } = useLocale();
  const known = choices.find((choice) => choice.value === value);
  const unknown =
    value === '' ? null : unknownChoice(value, jiraKnown ? t('source.fieldGone', { field: value }) : value);
  return (
    <div>
    <Select<JiraChoice>
      aria-label={t('source.jiraFieldOf', { name })}
      spacing="compact"
      menuPlacement="auto"
      options={choices}
      value={known ?? unknown}
      isInvalid={value === '' || (jiraKnown && known === undefined)}
      formatOptionLabel={(choice, { context }) => (context === 'menu' ? choice.label : choice.name)}
      placeholder={t('source.chooseField')}
      noOptionsMessage={() => t('source.nothingFound')}
      onChange={(choice) => choice !== null && onChange(choice.value)}
    />
      {known !== undefined && <span className={styles.kind}>{known.kindWords}</span>}
    </div>
  );
}

function unknownChoice(value: string, name: string): JiraChoice {
  return { value, label: name, name, hasOptions: false, cascading: false, isUser: false, kind: '', kindWords: '' };
}
