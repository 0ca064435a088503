import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { NativeSelect } from '../../upload/native-select';
import { jiraChoices } from '../mapping/jira-choices';

/** Kinds of Jira fields that hold text, a number or an option, by which a record can be found. */
const KINDS: ReadonlySet<string> = new Set(['string', 'number', 'option', 'url']);

/** Those in which Jira looks for words, by which a work item can be found. */
const SEARCHED: ReadonlySet<string> = new Set(['string']);

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The Jira field by which a work item and a record are told to belong together. */
export function JiraField({ isSearched, value, onChange }: FieldProps & { isSearched: boolean }) {
  const { t } = useLocale();
  const { loaded, reload } = useView('jiraFields', {});
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  const fields = loaded.kind === 'ready' ? loaded.view.fields.filter((each) => (isSearched ? SEARCHED : KINDS).has(each.kind)) : [];
  const options = jiraChoices(fields, t).map((choice) => ({ value: choice.value, label: choice.name }));
  return (
    <NativeSelect
      id="backfill-jira-field"
      label={t('backfill.jiraField')}
      value={value}
      options={[{ value: '', label: t('backfill.choose') }, ...options]}
      onChange={onChange}
    />
  );
}

/** Types of record fields by whose text records can be looked for. */
const TYPES: ReadonlySet<string> = new Set(['string', 'email', 'phone', 'url', 'picklist']);

/** The record field that holds the same. */
export function RecordField({ connection, object, value, onChange }: FieldProps & { connection: string; object: string }) {
  const { t } = useLocale();
  const { loaded, reload } = useView('schema', { connection, object });
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  const fields = loaded.kind === 'ready' ? loaded.view.fields : [];
  const options = fields
    .filter((each) => !each.field.includes('.') && TYPES.has(each.fieldType))
    .map((each) => ({ value: each.field, label: each.label }));
  return (
    <NativeSelect
      id="backfill-field"
      label={t('backfill.field')}
      value={value}
      options={[{ value: '', label: t('backfill.choose') }, ...options]}
      onChange={onChange}
    />
  );
}
