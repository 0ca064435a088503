import Select from '@atlaskit/select';
import { useState } from 'react';
import { useLocale } from '../../../locale/locale';
import { jiraChoices, type JiraChoice } from '../mapping/jira-choices';
import type { JiraFieldChoice } from '../../../wire';
import { Part } from './part';
import styles from './rules.module.css';

interface Props {
  readonly label: string;
  readonly fields: readonly JiraFieldChoice[];
  /** Whether Jira has told its fields. */
  readonly known: boolean;
  /** Whether only fields are offered that a rule can watch; why others are not is said. */
  readonly watchable?: boolean;
  /** Whether they are fields of a Salesforce record. */
  readonly ofRecord?: boolean;
  readonly value: string;
  readonly invalid?: boolean;
  readonly startsOpen?: boolean;
  readonly onChange: (field: string) => void;
}

/** A part that is a field of Jira. */
export function FieldPart({ label, fields, known, watchable = false, ofRecord = false, value, invalid = false, startsOpen, onChange }: Props) {
  const { t } = useLocale();
  const [typed, setTyped] = useState('');
  const choices = jiraChoices(fields, t);
  const offered = watchable ? choices.filter(({ value: id }) => fields.some((field) => field.id === id && field.watchable)) : choices;
  const chosen = choices.find((choice) => choice.value === value);
  // Who looks for a field that cannot be watched is told so, and not that there is none.
  const nothing = (): string => {
    const text = typed.trim().toLowerCase();
    const other = text === '' ? undefined : choices.find(({ name }) => name.toLowerCase().includes(text));
    return watchable && other !== undefined
      ? t('rule.notWatchable', { field: other.label })
      : t('rule.nothingFound');
  };
  const gone = value !== '' && chosen === undefined && known;
  return (
    <Part
      label={label}
      text={value === '' ? t('rule.noField') : (chosen?.name ?? (gone ? t(ofRecord ? 'conditions.fieldGone' : 'rule.fieldGone', { field: value }) : value))}
      invalid={invalid || value === '' || gone}
      {...(startsOpen === undefined ? {} : { startsOpen })}
    >
      {(close) => (
        <div className={styles.select}>
          <Select<JiraChoice>
            aria-label={label}
            autoFocus
            defaultMenuIsOpen
            tabSelectsValue={false}
            spacing="compact"
            menuPlacement="auto"
            options={offered}
            value={chosen ?? null}
            inputValue={typed}
            placeholder={t('rule.chooseField')}
            formatOptionLabel={(choice, { context }) => (context === 'menu' ? choice.label : choice.name)}
            noOptionsMessage={nothing}
            onInputChange={setTyped}
            onChange={(choice) => {
              if (choice !== null) onChange(choice.value);
              close();
            }}
          />
          {watchable && <span className={styles.hint}>{t('rule.watchableHint')}</span>}
        </div>
      )}
    </Part>
  );
}
