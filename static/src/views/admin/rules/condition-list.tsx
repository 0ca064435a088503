import Button, { IconButton } from '@atlaskit/button/new';
import AddIcon from '@atlaskit/icon/core/add';
import CrossIcon from '@atlaskit/icon/core/cross';
import { useRef, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { comparisonSentence, takesValues } from '../../../parts/condition-words';
import { RichText, slot } from '../../../parts/rich-text';
import type { Comparison, Condition, JiraFieldChoice, Operand } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import { ChoicePart } from './choice-part';
import { NEW_CONDITION, NEW_GROUP, pathName, type Comparing, type Group, type Path } from './conditions';
import { FieldPart } from './field-part';
import type { PartProblem } from './rule-problems';
import { conditionWords, type FieldName } from './rule-words';
import styles from './rules.module.css';
import { ValuesPart } from './values-part';

/** What every part of a tree of conditions needs. */
export interface TreeContext {
  readonly fields: readonly JiraFieldChoice[];
  readonly known: boolean;
  readonly project: string;
  readonly nameOf: FieldName;
  readonly problems: readonly PartProblem[];
  /** Whether they are about what is there, and not about changes. */
  readonly isState?: boolean;
  /** What is known of a Salesforce record's fields; none where the fields are Jira's. */
  readonly record?: RecordFields;
}

/** What is known of a Salesforce record's fields. */
export interface RecordFields {
  readonly optionsOf: (field: string) => readonly Operand[];
  /** Whether a field holds several values. */
  readonly hasSeveral: (field: string) => boolean;
}

interface ListProps extends TreeContext {
  readonly kind: Group['kind'];
  readonly of: readonly Condition[];
  /** Where the conditions stand; `pathOf` gives the place of one of them. */
  readonly pathOf: (at: number) => Path;
  /** Whether they stand in the rule's own sentence, and not in a group. */
  readonly isRoot?: boolean;
  /** Whether nothing stands before the first of them. */
  readonly isPlain?: boolean;
  /** Whether the group was just made: then its first condition is edited at once. */
  readonly isNew?: boolean;
  readonly onChange: (of: Condition[]) => void;
}

/** Conditions that are combined in one way, each a line of the sentence; new ones are added at the end. */
export function ConditionList({ kind, of, pathOf, isRoot = false, isPlain = false, isNew = false, onChange, ...tree }: ListProps) {
  const { t } = useLocale();
  const add = useRef<HTMLButtonElement>(null);
  const [said, setSaid] = useState('');
  // What has just been added is edited at once.
  const [added, setAdded] = useState<number | null>(isNew ? 0 : null);
  const append = (condition: Condition): void => {
    setAdded(of.length);
    setSaid('');
    onChange([...of, condition]);
  };
  return (
    <>
      <ul className={styles.conditions}>
        {of.map((condition, at) => (
          <Line
            key={at}
            {...tree}
            condition={condition}
            path={pathOf(at)}
            connective={(isRoot && !isPlain) || at > 0 ? t(kind === 'all' ? 'rule.and' : kind === 'any' ? 'rule.or' : 'rule.nor') : null}
            isNew={at === added}
            onChange={(changed) => onChange(of.map((each, index) => (index === at ? changed : each)))}
            onRemove={() => {
              setAdded(null);
              setSaid(t('rule.removedCondition'));
              onChange(of.filter((_, index) => index !== at));
              // What had the focus is gone with its line.
              add.current?.focus();
            }}
          />
        ))}
        {of.length === 0 && !isRoot && <li className={styles.subtle}>{t(`rule.emptyGroup.${kind}`)}</li>}
      </ul>
      <div className={styles.adders}>
        <Button
          ref={add}
          appearance="subtle"
          spacing="compact"
          iconBefore={AddIcon}
          aria-label={t(isRoot ? 'rule.addCondition' : 'rule.addConditionTo')}
          onClick={() => append(NEW_CONDITION)}
        >
          {t('rule.addCondition')}
        </Button>
        <Button
          appearance="subtle"
          spacing="compact"
          iconBefore={AddIcon}
          aria-label={t(isRoot ? 'rule.addGroup' : 'rule.addGroupTo')}
          onClick={() => append(NEW_GROUP)}
        >
          {t('rule.addGroup')}
        </Button>
      </div>
      <Announcement>{said}</Announcement>
    </>
  );
}

interface LineProps<Each extends Condition> extends TreeContext {
  readonly condition: Each;
  readonly path: Path;
  readonly connective: string | null;
  readonly isNew: boolean;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}

function Line({ condition, ...props }: LineProps<Condition>) {
  return condition.kind === 'compare' ? (
    <ComparisonLine {...props} condition={condition} />
  ) : (
    <GroupLine {...props} condition={condition} />
  );
}

function GroupLine({ condition, path, connective, isNew, onChange, onRemove, ...tree }: LineProps<Group>) {
  const { t } = useLocale();
  const kinds = (['all', 'any', 'not'] as const).map((value) => ({ value, label: t(`rule.kind.${value}`) }));
  const words = t(`rule.kind.${condition.kind}`);
  return (
    <li data-condition={pathName(path)}>
      <span className={styles.line}>
        {connective !== null && <span>{connective} </span>}
        <ChoicePart
          label={t('rule.part.kind')}
          options={kinds}
          value={condition.kind}
          onChange={(kind) => onChange({ kind, of: condition.of })}
        />
        <IconButton
          icon={CrossIcon}
          label={t('rule.removeGroup', { kind: words })}
          appearance="subtle"
          spacing="compact"
          onClick={onRemove}
        />
      </span>
      <Problems path={path} problems={tree.problems} />
      <div className={styles.group} role="group" aria-label={words}>
        <ConditionList
          {...tree}
          isNew={isNew}
          kind={condition.kind}
          of={condition.of}
          pathOf={(at) => [...path, at]}
          onChange={(of) => onChange({ kind: condition.kind, of })}
        />
      </div>
    </li>
  );
}

function ComparisonLine({ condition, path, connective, isNew, onChange, onRemove, ...tree }: LineProps<Comparing>) {
  const { t } = useLocale();
  const { fields, known, project, nameOf, problems, isState = false, record } = tree;
  const field = fields.find(({ id }) => id === condition.field);
  const own = problemsAt(path, problems);
  const isChosen = condition.field !== '';
  const several = (comparison: Comparison): boolean => takesSeveral(comparison, field, record);
  const offered = comparisonsOf(field, condition.comparison).filter(
    (value) => !isState || value === condition.comparison || !CHANGES.has(value),
  );
  const comparisons = offered.map((value) => ({
    value,
    label: t(`comparison.${value}`),
  }));
  const text = comparisonSentence(
    {
      field: slot('field'),
      comparison: slot('comparison'),
      values: takesValues(condition.comparison) ? slot('values') : null,
    },
    t,
  );
  return (
    <li data-condition={pathName(path)}>
      <span className={styles.line}>
        {connective !== null && <span>{connective} </span>}
        <RichText
          text={text}
          slots={{
            field: (
              <FieldPart
                label={t('rule.part.field')}
                fields={fields}
                known={known}
                ofRecord={record !== undefined}
                value={condition.field}
                startsOpen={isNew}
                onChange={(chosen) => onChange(withField(condition, fields.find(({ id }) => id === chosen), chosen))}
              />
            ),
            comparison: (
              <ChoicePart
                label={t('rule.part.comparison')}
                options={comparisons}
                value={condition.comparison}
                onChange={(comparison) => onChange(withComparison(condition, several(comparison), comparison))}
              />
            ),
            values: (
              <ValuesPart
                key={condition.field}
                label={t('rule.part.values')}
                field={field}
                project={project}
                several={several(condition.comparison)}
                {...(record === undefined ? {} : { options: record.optionsOf(condition.field) })}
                values={condition.values}
                invalid={own.length > 0}
                onChange={(values) => onChange({ ...condition, values })}
              />
            ),
          }}
        />
        <IconButton
          icon={CrossIcon}
          label={t('rule.removeCondition', { condition: conditionWords(condition, nameOf, t) })}
          appearance="subtle"
          spacing="compact"
          onClick={onRemove}
        />
      </span>
      {!isChosen ? (
        <p className={styles.error}>{t('rule.chooseConditionProblem')}</p>
      ) : takesValues(condition.comparison) && condition.values.length === 0 ? (
        <p className={styles.error}>{t('rule.chooseValueProblem')}</p>
      ) : (
        <Problems path={path} problems={problems} />
      )}
    </li>
  );
}

function Problems({ path, problems }: { path: Path; problems: readonly PartProblem[] }) {
  return <FieldProblems problems={problemsAt(path, problems).map(({ problem }) => problem)} />;
}

function problemsAt(path: Path, problems: readonly PartProblem[]): readonly PartProblem[] {
  const name = pathName(path);
  return problems.filter((each) => each.path === name);
}

/** Comparisons with what a field went through. */
const CHANGES: ReadonlySet<Comparison> = new Set<Comparison>(['changed', 'changedTo', 'changedFrom']);

const COMPARISONS: readonly Comparison[] = [
  'equals',
  'notEquals',
  'oneOf',
  'contains',
  'empty',
  'notEmpty',
  'changed',
  'changedTo',
  'changedFrom',
];

/** The comparisons that mean something for a field. */
function comparisonsOf(field: JiraFieldChoice | undefined, now: Comparison): readonly Comparison[] {
  return COMPARISONS.filter(
    (comparison) => comparison === now || comparison !== 'contains' || field === undefined || hasSeveral(field) || !field.hasOptions,
  );
}

function hasSeveral({ kind }: JiraFieldChoice): boolean {
  return kind.startsWith('array');
}

/** Whether a comparison compares with several values: of a field of several values, all of them are named. */
function takesSeveral(comparison: Comparison, field: JiraFieldChoice | undefined, record: RecordFields | undefined): boolean {
  switch (comparison) {
    case 'oneOf':
    case 'changedTo':
    case 'changedFrom':
      return true;
    case 'equals':
    case 'notEquals':
      return field !== undefined && (record?.hasSeveral(field.id) ?? hasSeveral(field));
    case 'contains':
    case 'empty':
    case 'notEmpty':
    case 'changed':
      return false;
    default:
      return comparison satisfies never;
  }
}

function withComparison(condition: Comparing, several: boolean, comparison: Comparison): Comparing {
  const { values } = condition;
  const kept = several ? values : takesValues(comparison) ? values.slice(0, 1) : [];
  return { ...condition, comparison, values: kept };
}

/** The values of another field mean nothing. */
function withField(condition: Comparing, field: JiraFieldChoice | undefined, chosen: string): Comparing {
  if (chosen === condition.field) return condition;
  const { comparison } = condition;
  const fits = comparisonsOf(field, 'equals').includes(comparison);
  return { kind: 'compare', field: chosen, comparison: fits ? comparison : 'equals', values: [] };
}
