import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useRef, useState, type FormEvent } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { RadioGroup } from '../../../parts/radio-group';
import { Switch } from '../../../parts/switch';
import type { BackfillMatching, BackfillPlan, BackfillView, ConnectionCard } from '../../../wire';
import { NativeSelect } from '../../upload/native-select';
import { jiraChoices } from '../mapping/jira-choices';
import { TextRow } from '../parts/text-row';
import styles from './backfill.module.css';

interface Props {
  /** The configured objects. */
  readonly objects: readonly string[];
  readonly orgs: readonly ConnectionCard[];
  readonly onView: (view: BackfillView) => void;
}

/** Kinds of Jira fields that hold text, a number or an option, by which a record can be found. */
const KINDS: ReadonlySet<string> = new Set(['string', 'number', 'option', 'url']);

/** What is to be done, and the dry run of it. */
export function PlanForm({ objects, orgs, onView }: Props) {
  const { t } = useLocale();
  const [org, setOrg] = useState('');
  const [object, setObject] = useState(objects[0] ?? '');
  const [jql, setJql] = useState('');
  const [kind, setKind] = useState<BackfillMatching['kind']>('reference');
  const [jiraField, setJiraField] = useState('');
  const [field, setField] = useState('');
  const [onlyNew, setOnlyNew] = useState(true);
  const [create, setCreate] = useState(false);
  const begin = useAction('beginBackfill');
  const connection = org === '' ? (orgs[0]?.id ?? '') : org;
  const matching = matchingOf(kind, jiraField, field);
  // Sent twice it begins one: another plan is another job.
  const last = useRef({ plan: '', jobId: '' });
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (matching === null || connection === '' || object === '') return;
    const plan: BackfillPlan = { connection, object, source: { kind: 'issues', jql: jql.trim() }, matching, create, onlyNew };
    const text = JSON.stringify(plan);
    if (last.current.plan !== text) last.current = { plan: text, jobId: crypto.randomUUID().replaceAll('-', '') };
    const outcome = await begin.send({ jobId: last.current.jobId, plan });
    if (outcome?.kind === 'ok') onView(outcome.view);
  };
  return (
    <section className={styles.section} aria-labelledby="backfill-new">
      <div id="backfill-new">
        <Heading size="medium" as="h3">
          {t('backfill.new')}
        </Heading>
      </div>
      <form className={styles.form} noValidate onSubmit={(event) => void onSubmit(event)}>
        {orgs.length > 1 && (
          <NativeSelect
            id="backfill-org"
            label={t('backfill.connection')}
            value={connection}
            options={orgs.map(({ id, organizationName }) => ({ value: id, label: organizationName }))}
            onChange={setOrg}
          />
        )}
        <NativeSelect
          id="backfill-object"
          label={t('backfill.object')}
          value={object}
          options={objects.map((each) => ({ value: each, label: each }))}
          onChange={setObject}
        />
        <TextRow id="backfill-jql" label={t('backfill.jql')} hint={t('backfill.jqlHint')} value={jql} onChange={setJql} />
        <RadioGroup
          name="backfill-match"
          legend={t('backfill.match')}
          options={(['reference', 'fields', 'linked'] as const).map((value) => ({ value, label: t(`backfill.match.${value}`) }))}
          value={kind}
          onChange={setKind}
        />
        {kind !== 'linked' && <JiraField value={jiraField} onChange={setJiraField} />}
        {kind === 'fields' && connection !== '' && object !== '' && (
          <RecordField key={`${connection} ${object}`} connection={connection} object={object} value={field} onChange={setField} />
        )}
        <Switch
          id="backfill-only-new"
          label={t('backfill.onlyNew')}
          description={t('backfill.onlyNewHint')}
          checked={onlyNew}
          onChange={setOnlyNew}
        />
        <Switch
          id="backfill-create"
          label={t('backfill.create')}
          description={t('backfill.createHint')}
          checked={create}
          onChange={setCreate}
        />
        {begin.failure !== null && <FailureMessage failure={begin.failure} />}
        {matching === null && <p className={styles.quiet}>{t('backfill.incomplete')}</p>}
        <div className={styles.actions}>
          <Button type="submit" appearance="primary" isLoading={begin.sending} isDisabled={matching === null || connection === ''}>
            {t('backfill.look')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function matchingOf(kind: BackfillMatching['kind'], jiraField: string, field: string): BackfillMatching | null {
  switch (kind) {
    case 'linked':
      return { kind };
    case 'reference':
      return jiraField === '' ? null : { kind, jiraField };
    case 'fields':
      return jiraField === '' || field === '' ? null : { kind, jiraField, field };
    default:
      return kind satisfies never;
  }
}

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function JiraField({ value, onChange }: FieldProps) {
  const { t } = useLocale();
  const { loaded, reload } = useView('jiraFields', {});
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  const fields = loaded.kind === 'ready' ? loaded.view.fields.filter((each) => KINDS.has(each.kind)) : [];
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

function RecordField({ connection, object, value, onChange }: FieldProps & { connection: string; object: string }) {
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
