import Button from '@atlaskit/button/new';
import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useState, type FormEvent } from 'react';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import { TextRow } from '../parts/text-row';
import styles from './activity.module.css';
import { CAUSES, EVERYTHING, isFiltered, OUTCOMES, type Filter } from './filter';

interface Props {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** Chooses which activity is shown. What is chosen holds at once, what is typed with Enter. */
export function FilterForm({ filter, onFilter }: Props) {
  const { t } = useLocale();
  const { loaded } = useConfiguration();
  const [issue, setIssue] = useState(filter.issue);
  const [record, setRecord] = useState(filter.record);
  const rules = loaded.kind === 'ready' ? loaded.view.rules.flatMap((project) => project.rules.rules) : [];
  const typed = { ...filter, issue: issue.trim(), record: record.trim() };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    onFilter(typed);
  };
  const clear = (): void => {
    setIssue('');
    setRecord('');
    onFilter(EVERYTHING);
  };
  return (
    <form role="search" className={styles.filter} aria-label={t('activity.filter')} onSubmit={onSubmit}>
      <TextRow id="activity-issue" label={t('activity.issue')} hint={t('activity.issueHint')} value={issue} onChange={setIssue} />
      <TextRow
        id="activity-record"
        label={t('activity.record')}
        hint={t('activity.recordHint')}
        value={record}
        onChange={setRecord}
      />
      <Choice
        id="activity-rule"
        label={t('activity.rule')}
        none={t('activity.anyRule')}
        options={rules.map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.rule}
        onChange={(rule) => onFilter({ ...typed, rule })}
      />
      <Choice
        id="activity-outcome"
        label={t('activity.outcome')}
        none={t('activity.anyOutcome')}
        options={OUTCOMES.map((value) => ({ value, label: t(`activity.outcome.${value}`) }))}
        value={filter.outcome}
        onChange={(outcome) => onFilter({ ...typed, outcome })}
      />
      <Choice
        id="activity-cause"
        label={t('activity.cause')}
        none={t('activity.anyCause')}
        options={CAUSES.map((value) => ({ value, label: capitalised(t(`why.cause.${value}`)) }))}
        value={filter.cause}
        onChange={(cause) => onFilter({ ...typed, cause })}
      />
      <div className={styles.buttons}>
        <Button type="submit">{t('activity.apply')}</Button>
        {isFiltered(typed) && (
          <Button appearance="subtle" onClick={clear}>
            {t('activity.clear')}
          </Button>
        )}
      </div>
    </form>
  );
}

interface ChoiceProps<Value extends string> {
  readonly id: string;
  readonly label: string;
  readonly none: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value | '';
  readonly onChange: (value: Value | '') => void;
}

function Choice<Value extends string>({ id, label, none, options, value, onChange }: ChoiceProps<Value>) {
  const any: { readonly value: Value | ''; readonly label: string } = { value: '', label: none };
  const all = [any, ...options];
  return (
    <div>
      <Label htmlFor={id}>{label}</Label>
      <Select
        inputId={id}
        options={all}
        value={all.find((option) => option.value === value) ?? any}
        onChange={(option) => option !== null && onChange(option.value)}
      />
    </div>
  );
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
