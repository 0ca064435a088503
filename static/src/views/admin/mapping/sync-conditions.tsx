import Heading from '@atlaskit/heading';
import { useId } from 'react';
import { useLocale } from '../../../locale/locale';
import type { Condition, JiraFieldChoice, Mapping, ObjectConfiguration, Problem, SchemaView, Way } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import { ConditionList, type TreeContext } from '../rules/condition-list';
import { ownConditions } from '../rules/new-rule';
import { partProblems } from '../rules/rule-problems';
import styles from './mapping.module.css';
import { nameIn, recordTree } from './record-tree';

interface Props {
  readonly object: ObjectConfiguration;
  readonly project: string;
  readonly mapping: Mapping;
  readonly schema: SchemaView | null;
  readonly fields: readonly JiraFieldChoice[];
  readonly jiraKnown: boolean;
  readonly problems: readonly Problem[];
  readonly onChange: (mapping: Mapping) => void;
}

/** On which conditions anything goes between a work item and a record, each direction by itself (SYNC-7). */
export function SyncConditions({ object, project, mapping, schema, fields, jiraKnown, problems, onChange }: Props) {
  const { t } = useLocale();
  const id = useId();
  const record = recordTree(schema, t);
  return (
    <section className={styles.related} aria-labelledby={id} data-conditions="sync">
      <div id={id}>
        <Heading size="small" as="h4">
          {t('conditions.title')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('conditions.hint')}</p>
      <Direction
        way="toSalesforce"
        title={t('conditions.toSalesforce')}
        none={t('conditions.none.toSalesforce')}
        condition={mapping.toSalesforceWhen ?? null}
        problems={problems}
        beginning="conditions towards Salesforce"
        tree={{ fields, known: jiraKnown, project, nameOf: nameIn(fields), isState: true }}
        onChange={(toSalesforceWhen) => onChange({ ...mapping, toSalesforceWhen })}
      />
      <Direction
        way="toJira"
        title={t('conditions.toJira', { object: object.label })}
        none={t('conditions.none.toJira', { object: object.label })}
        condition={mapping.toJiraWhen ?? null}
        problems={problems}
        beginning="conditions towards Jira"
        tree={{ ...record, project }}
        onChange={(toJiraWhen) => onChange({ ...mapping, toJiraWhen })}
      />
    </section>
  );
}

interface DirectionProps {
  readonly way: Way;
  readonly title: string;
  /** What holds without any condition. */
  readonly none: string;
  readonly condition: Condition | null;
  readonly problems: readonly Problem[];
  /** What the core names in front of what is wrong with them. */
  readonly beginning: string;
  readonly tree: Omit<TreeContext, 'problems'>;
  readonly onChange: (condition: Condition | null) => void;
}

function Direction({ way, title, none, condition, problems, beginning, tree, onChange }: DirectionProps) {
  const id = useId();
  const own = condition === null ? [] : ownConditions(condition);
  const isAll = condition === null || condition.kind === 'all';
  const found = partProblems(beginning, problems);
  const whole = found.filter(({ path }) => path === 'conditions' || path === '').map(({ problem }) => problem);
  return (
    <div className={styles.conditions} role="group" aria-labelledby={id} data-way={way}>
      <p id={id} className={styles.conditionsTitle}>
        {title}
      </p>
      {own.length === 0 && <p className={styles.subtle}>{none}</p>}
      <ConditionList
        {...tree}
        problems={found}
        kind="all"
        isRoot
        isPlain
        of={own}
        pathOf={(index) => (isAll ? [index] : [])}
        onChange={(of) => onChange(of.length === 0 ? null : { kind: 'all', of })}
      />
      <FieldProblems problems={isAll ? whole : []} />
    </div>
  );
}
