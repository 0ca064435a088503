import Button from '@atlaskit/button/new';
import Textfield from '@atlaskit/textfield';
import Select from '@atlaskit/select';
import { Label } from '@atlaskit/form';
import { useId, useState } from 'react';
import { useView, type ViewHandle } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { RadioGroup } from '../../../parts/radio-group';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { SchemaField, Source } from '../../../wire';
import { sameValue } from '../../../hooks/sections';
import { InlineDialog } from './inline-dialog';
import type { JiraChoice } from './jira-choices';
import { ALL_PROJECTS } from './places';
import styles from './mapping.module.css';
import { jiraValues, wayBack } from './value-rows';

type ValueMap = Extract<Source, { kind: 'picklist' }>;

interface Props {
  readonly source: ValueMap;
  readonly schema: SchemaField | null;
  /** What the Salesforce field is called. */
  readonly name: string;
  readonly jiraName: string;
  /** The Jira field; none when Jira does not know it. */
  readonly choice: JiraChoice | null;
  /** Whether values go back to Jira too. */
  readonly hasBack: boolean;
  readonly project: string;
  readonly onDone: (source: ValueMap) => void;
  readonly onCancel: () => void;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Which Salesforce value each Jira value becomes, which comes back from it, and what becomes of the rest. */
export function ValueMapDialog(props: Props) {
  // Of people there are too many to list; those that matter are typed.
  return props.choice?.isUser === true ? <Dialog {...props} told={[]} /> : <WithOptions {...props} />;
}

function WithOptions(props: Props) {
  const { source, project } = props;
  const asked = useView('jiraOptions', { field: source.field, project: project === ALL_PROJECTS ? null : project });
  switch (asked.loaded.kind) {
    case 'loading':
    case 'failed':
      return <Dialog {...props} told={null} asked={asked} />;
    case 'ready':
      return <Dialog {...props} told={jiraValues(asked.loaded.view, source.part ?? 'whole')} />;
    default:
      return asked.loaded satisfies never;
  }
}

interface DialogProps extends Props {
  /** The values that Jira tells; none while it has not. */
  readonly told: readonly string[] | null;
  readonly asked?: ViewHandle<'jiraOptions'>;
}

function Dialog({ source, schema, name, jiraName, choice, hasBack, told: asTold, asked, onDone, onCancel }: DialogProps) {
  const { t } = useLocale();
  const id = useId();
  const [values, setValues] = useState<Readonly<Record<string, string>>>(source.values);
  const [back, setBack] = useState<Readonly<Record<string, string>>>(source.back ?? {});
  const [unmapped, setUnmapped] = useState(source.unmapped);
  const [added, setAdded] = useState<readonly string[]>([]);
  const [matched, setMatched] = useState<number | null>(null);
  const told = asTold ?? [];
  const isUser = choice?.isUser === true;
  const jira = [...told, ...[...Object.keys(source.values), ...added].filter((value) => !told.includes(value))];
  const options: readonly Option[] = (schema?.options ?? []).map(({ value, label }) => ({ value, label }));

  const set = (value: string, to: string | null): void =>
    setValues((before) => {
      const rest = Object.fromEntries(Object.entries(before).filter(([each]) => each !== value));
      return to === null || to === '' ? rest : { ...rest, [value]: to };
    });
  const match = (): void => {
    const found = jira.flatMap((value) => {
      const same = options.find((option) => isSame(option.label, value) || isSame(option.value, value));
      return values[value] === undefined && same !== undefined ? [[value, same.value] as const] : [];
    });
    setValues((before) => ({ ...before, ...Object.fromEntries(found) }));
    setMatched(found.length);
  };
  const mapped = jira.filter((value) => values[value] !== undefined).length;
  return (
    <InlineDialog
      title={t('valueMap.title', { jira: jiraName, name })}
      confirm={t('valueMap.confirm')}
      changed={
        !sameValue(values, source.values) || !sameValue(back, source.back ?? {}) || unmapped !== source.unmapped
      }
      onConfirm={() => onDone({ ...source, values: { ...values }, back: { ...back }, unmapped })}
      onCancel={onCancel}
    >
      {asked?.loaded.kind === 'loading' && <LinesSkeleton lines={5} />}
      {asked?.loaded.kind === 'failed' && <FailureMessage failure={asked.loaded.failure} onRetry={asked.reload} />}
      {asked?.loaded.kind !== 'loading' && (
        <div className={styles.form}>
          <div className={styles.mapHead}>
            <span className={styles.subtle} role="status">
              {matched !== null && `${t('valueMap.matched', { count: matched })} `}
              {jira.length === 0
                ? t(isUser ? 'valueMap.noUsers' : 'valueMap.none')
                : t('valueMap.mapped', { mapped: String(mapped), count: jira.length })}
            </span>
            {options.length > 0 && jira.length > 0 && (
              <Button spacing="compact" onClick={match}>
                {t('valueMap.match')}
              </Button>
            )}
          </div>
          {jira.length > 0 && (
            <table className={styles.valueTable} aria-label={t('valueMap.table', { jira: jiraName })}>
              <thead>
                <tr>
                  <th scope="col">{t('valueMap.jira')}</th>
                  <th scope="col">{t('valueMap.salesforce')}</th>
                </tr>
              </thead>
              <tbody>
                {jira.map((value) => (
                  <tr key={value} data-value={value}>
                    <th scope="row">
                      {value}
                      {asTold !== null && !isUser && !told.includes(value) && !added.includes(value) && (
                        <span className={styles.about}>{t('valueMap.gone')}</span>
                      )}
                    </th>
                    <td>
                      <SalesforceValue
                        label={t('valueMap.valueFor', { value })}
                        options={options}
                        value={values[value] ?? null}
                        onChange={(to) => set(value, to)}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <AddValue
            id={`${id}-add`}
            label={t(isUser ? 'valueMap.addUser' : 'valueMap.addValue')}
            onAdd={(value) => setAdded((before) => [...before, value])} known={jira}
          />
          {hasBack && (
            <BackTable
              jiraName={jiraName}
              name={name}
              salesforce={[
                ...options,
                ...[...new Set([...Object.values(values), ...Object.keys(back)])]
                  .filter((value) => value !== '' && !options.some((option) => option.value === value))
                  .map((value) => ({ value, label: value })),
              ]}
              jira={jira}
              values={values}
              back={back}
              onChange={setBack}
            />
          )}
          <RadioGroup
            name={`${id}-unmapped`}
            legend={t('valueMap.unmapped')}
            value={unmapped}
            options={(['copy', 'default', 'empty', 'report'] as const).map((value) => ({
              value,
              label: t(`valueMap.unmapped.${value}`),
              description: t(
                isUser && value === 'copy' ? 'valueMap.unmappedHint.copyUser' : `valueMap.unmappedHint.${value}`,
              ),
            }))}
            onChange={setUnmapped}
          />
        </div>
      )}
    </InlineDialog>
  );
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

interface ValueProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

function SalesforceValue({ label, options, value, onChange }: ValueProps) {
  const { t } = useLocale();
  if (options.length === 0)
    return (
      <Textfield
        aria-label={label}
        isCompact
        autoComplete="off"
        placeholder={t('valueMap.notMapped')}
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  // A value that the org has no more is shown all the same, for the core to judge.
  const all = value === null || options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
  return (
    <Select<Option>
      aria-label={label}
      spacing="compact"
      isClearable
      menuPlacement="auto"
      options={all}
      value={all.find((option) => option.value === value) ?? null}
      placeholder={t('valueMap.notMapped')}
      onChange={(option) => onChange(option?.value ?? null)}
    />
  );
}

interface BackProps {
  readonly jiraName: string;
  /** What the Salesforce field is called. */
  readonly name: string;
  readonly salesforce: readonly Option[];
  readonly jira: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly back: Readonly<Record<string, string>>;
  readonly onChange: (back: Readonly<Record<string, string>>) => void;
}

/** Which Jira value each Salesforce value comes back as. Where only one becomes it, nobody has to say. */
function BackTable({ jiraName, name, salesforce, jira, values, back, onChange }: BackProps) {
  const { t } = useLocale();
  if (salesforce.length === 0) return null;
  const set = (value: string, to: string | null): void => {
    const rest = Object.fromEntries(Object.entries(back).filter(([each]) => each !== value));
    onChange(to === null ? rest : { ...rest, [value]: to });
  };
  return (
    <div>
      <table className={styles.valueTable} aria-label={t('valueMap.backTable', { jira: jiraName })}>
        <caption className={styles.caption}>{t('valueMap.back', { jira: jiraName })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('valueMap.backSalesforce', { name })}</th>
            <th scope="col">{t('valueMap.backJira', { jira: jiraName })}</th>
          </tr>
        </thead>
        <tbody>
          {salesforce.map(({ value, label }) => {
            const way = wayBack(value, values, back);
            const known = way.kind === 'said' && !jira.includes(way.value) ? [...jira, way.value] : jira;
            const options = known.map((each) => ({ value: each, label: each }));
            return (
              <tr key={value} data-back={value}>
                <th scope="row">{label}</th>
                <td>
                  <Select<Option>
                    aria-label={t('valueMap.backFor', { value: label })}
                    spacing="compact"
                    isClearable
                    isInvalid={way.kind === 'several'}
                    menuPlacement="auto"
                    options={options}
                    value={way.kind === 'said' ? { value: way.value, label: way.value } : null}
                    placeholder={
                      way.kind === 'only'
                        ? t('valueMap.backOnly', { value: way.value })
                        : way.kind === 'several'
                          ? t('valueMap.backSeveral', { values: way.values.join(', ') })
                          : t('valueMap.notMapped')
                    }
                    onChange={(option) => set(value, option?.value ?? null)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface AddProps {
  readonly id: string;
  readonly label: string;
  readonly known: readonly string[];
  readonly onAdd: (value: string) => void;
}

/** A value that Jira does not tell here: of another project, or of a field that takes any. */
function AddValue({ id, label, known, onAdd }: AddProps) {
  const { t } = useLocale();
  const [text, setText] = useState('');
  const value = text.trim();
  const isNew = value !== '' && !known.includes(value);
  const add = (): void => {
    if (!isNew) return;
    onAdd(value);
    setText('');
  };
  return (
    <div>
      <Label htmlFor={id}>{label}</Label>
      <div className={styles.line}>
        <Textfield
          id={id}
          isCompact
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              add();
            }
          }}
        />
        <Button spacing="compact" isDisabled={!isNew} onClick={add}>
          {t('valueMap.add')}
        </Button>
      </div>
    </div>
  );
}
