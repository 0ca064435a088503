import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useRef, useState, type FormEvent } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { RadioGroup } from '../../../parts/radio-group';
import { Switch } from '../../../parts/switch';
import type { BackfillMatching, BackfillPlan, BackfillSource, BackfillView, Condition, ConnectionCard } from '../../../wire';
import { NativeSelect } from '../../upload/native-select';
import { TextRow } from '../parts/text-row';
import styles from './backfill.module.css';
import { JiraField, RecordField } from './match-fields';
import { RecordConditions } from './record-conditions';

interface Props {
  /** The configured objects. */
  readonly objects: readonly string[];
  readonly orgs: readonly ConnectionCard[];
  readonly onView: (view: BackfillView) => void;
}

interface Chosen {
  /** The org and object of the conditions. */
  readonly of: string;
  readonly condition: Condition | null;
}

/** What is to be done, and the dry run of it. */
export function PlanForm({ objects, orgs, onView }: Props) {
  const { t } = useLocale();
  const [org, setOrg] = useState('');
  const [object, setObject] = useState(objects[0] ?? '');
  const [from, setFrom] = useState<BackfillSource['kind']>('issues');
  const [jql, setJql] = useState('');
  // Conditions are on fields of one object in one org.
  const [chosen, setChosen] = useState<Chosen>({ of: '', condition: null });
  const [kind, setKind] = useState<BackfillMatching['kind']>('reference');
  const [jiraField, setJiraField] = useState('');
  const [field, setField] = useState('');
  const [onlyNew, setOnlyNew] = useState(true);
  const [create, setCreate] = useState(false);
  const begin = useAction('beginBackfill');
  const connection = org === '' ? (orgs[0]?.id ?? '') : org;
  const matching = matchingOf(kind, jiraField, field);
  const place = `${connection} ${object}`;
  const condition = chosen.of === place ? chosen.condition : null;
  // Sent twice it begins one: another plan is another job.
  const last = useRef({ plan: '', jobId: '' });
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (matching === null || connection === '' || object === '') return;
    const source: BackfillSource = from === 'issues' ? { kind: from, jql: jql.trim() } : { kind: from, condition };
    const plan: BackfillPlan = { connection, object, source, matching, create: from === 'issues' && create, onlyNew };
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
        <RadioGroup
          name="backfill-source"
          legend={t('backfill.source')}
          options={(['issues', 'records'] as const).map((value) => ({ value, label: t(`backfill.source.${value}`) }))}
          value={from}
          onChange={(value) => {
            setFrom(value);
            // Not every field by which records are found is one by which work items are.
            setJiraField('');
            begin.clear();
          }}
        />
        {from === 'issues' && (
          <TextRow id="backfill-jql" label={t('backfill.jql')} hint={t('backfill.jqlHint')} value={jql} onChange={setJql} />
        )}
        {from === 'records' && connection !== '' && object !== '' && (
          <RecordConditions
            key={place}
            connection={connection}
            object={object}
            condition={condition}
            onChange={(changed) => {
              setChosen({ of: place, condition: changed });
              begin.clear();
            }}
          />
        )}
        <RadioGroup
          name="backfill-match"
          legend={t(from === 'issues' ? 'backfill.match' : 'backfill.matchIssues')}
          options={(['reference', 'fields', 'linked'] as const).map((value) => ({ value, label: t(`backfill.match.${value}`) }))}
          value={kind}
          onChange={setKind}
        />
        {kind !== 'linked' && <JiraField isSearched={from === 'records'} value={jiraField} onChange={setJiraField} />}
        {kind === 'fields' && connection !== '' && object !== '' && (
          <RecordField key={place} connection={connection} object={object} value={field} onChange={setField} />
        )}
        <Switch
          id="backfill-only-new"
          label={t('backfill.onlyNew')}
          description={t('backfill.onlyNewHint')}
          checked={onlyNew}
          onChange={setOnlyNew}
        />
        {from === 'issues' && (
          <Switch
            id="backfill-create"
            label={t('backfill.create')}
            description={t('backfill.createHint')}
            checked={create}
            onChange={setCreate}
          />
        )}
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
