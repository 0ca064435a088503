import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useLocale } from '../../../locale/locale';
import type { FieldMapping, Mapping, Problem, SchemaField, SchemaView } from '../../../wire';
import { formLabel } from '../fields/type-words';
import { FieldProblems } from '../parts/problem-list';
import type { JiraChoice } from './jira-choices';
import styles from './mapping.module.css';

interface Props {
  readonly mapping: Mapping;
  readonly schema: SchemaView | null;
  readonly choices: readonly JiraChoice[];
  readonly problems: readonly Problem[];
  readonly onChange: (mapping: Mapping) => void;
}

/** The zone in which days have their midnights; nothing while no field needs one. */
export function TimeZone({ mapping, schema, choices, problems, onChange }: Props) {
  const { t } = useLocale();
  const zone = mapping.timeZone ?? null;
  const needing = mapping.fields.flatMap((field) => {
    const known = schema?.fields.find((each) => each.field === field.field);
    return known !== undefined && needsZone(field, known, choices) ? [formLabel(known)] : [];
  });
  if (needing.length === 0 && zone === null) return null;
  const options = ZONES.map((value) => ({ value, label: value }));
  const chosen = zone ?? 'UTC';
  const own = problems.filter(({ code }) => code === 'unknownZone');
  return (
    <div className={styles.zone}>
      <Label htmlFor="mapping-zone">{t('mapping.timeZone')}</Label>
      <Select
        inputId="mapping-zone"
        spacing="compact"
        menuPlacement="auto"
        options={options}
        value={options.find(({ value }) => value === chosen) ?? { value: chosen, label: chosen }}
        isInvalid={own.length > 0}
        descriptionId="mapping-zone-hint"
        noOptionsMessage={() => t('mapping.timeZoneNothing')}
        // People type Sao Paulo, and New York.
        filterOption={({ label }, text) => plain(label).includes(plain(text.trim()))}
        onChange={(option) =>
          option !== null && onChange({ ...mapping, timeZone: option.value === 'UTC' ? null : option.value })
        }
      />
      <p id="mapping-zone-hint" className={styles.hint}>
        {needing.length === 0
          ? t('mapping.timeZoneUnused')
          : t('mapping.timeZoneHint', { fields: needing.join(', ') })}
      </p>
      <FieldProblems problems={own} />
    </div>
  );
}

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

function plain(text: string): string {
  return text.toLowerCase().replaceAll('_', ' ');
}

/** Whether one side has a day and the other an instant. */
function needsZone({ source }: FieldMapping, { fieldType }: SchemaField, choices: readonly JiraChoice[]): boolean {
  if (source.kind !== 'field') return false;
  const kind = choices.find(({ value }) => value === source.field)?.kind;
  return (fieldType === 'date' && kind === 'datetime') || (fieldType === 'datetime' && kind === 'date');
}
