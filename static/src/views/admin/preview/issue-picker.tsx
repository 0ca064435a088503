import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useId } from 'react';
import { useLocale } from '../../../locale/locale';
import { failureWords } from '../../../parts/failure-words';
import type { IssueChoice } from '../../../wire';
import { useTyped } from './use-typed';

interface Props {
  /** The project's id; none looks in every configured one. */
  readonly project: string | null;
  readonly issue: IssueChoice | null;
  readonly onChange: (issue: IssueChoice | null) => void;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly issue: IssueChoice;
}

/** Chooses a real work item, by key or words; those that changed last are offered first. */
export function IssuePicker({ project, issue, onChange }: Props) {
  const locale = useLocale();
  const { t } = locale;
  const id = useId();
  const { view, searching, failure, search } = useTyped('findIssues', { project });
  const optionOf = (each: IssueChoice): Option => ({
    value: each.id,
    label: t('try.issueChoice', { key: each.key, summary: each.summary }),
    issue: each,
  });
  return (
    <div data-searching={searching}>
      <Label htmlFor={id}>{t('try.issue')}</Label>
      <Select<Option>
        inputId={id}
        options={(view?.issues ?? []).map(optionOf)}
        value={issue === null ? null : optionOf(issue)}
        isLoading={searching}
        isClearable
        menuPlacement="auto"
        placeholder={t('try.issueHint')}
        // Jira has searched already.
        filterOption={() => true}
        noOptionsMessage={() =>
          failure !== null ? failureWords(failure, locale).title : t(searching ? 'try.issueHint' : 'try.issueNothing')
        }
        onFocus={() => view === null && search('')}
        onInputChange={(text, { action }) => {
          // What is given back would become the input's text.
          if (action === 'input-change') search(text);
        }}
        onChange={(option) => onChange(option?.issue ?? null)}
      />
    </div>
  );
}
