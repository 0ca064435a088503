import { useLocale } from '../../../locale/locale';
import { RichText, slot } from '../../../parts/rich-text';
import type { Rule } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import { ChoicePart, type Choice } from './choice-part';
import { ConditionList, type TreeContext } from './condition-list';
import { FieldPart } from './field-part';
import { ownConditions } from './new-rule';
import styles from './rules.module.css';
import { ValuesPart } from './values-part';

interface Props extends TreeContext {
  readonly rule: Rule;
  readonly objects: readonly Choice<string>[];
  /** Whether it was just made: then what it watches is asked first. */
  readonly isNew: boolean;
  readonly onChange: (rule: Rule) => void;
}

/** A rule as a sentence, each part of which can be edited in its place. */
export function RuleSentence({ rule, objects, isNew, onChange, ...tree }: Props) {
  const { t } = useLocale();
  const { fields, known, project, problems } = tree;
  const { trigger, conditions } = rule;
  const at = (path: string) => problems.filter((each) => each.path === path).map(({ problem }) => problem);
  const field = fields.find(({ id }) => id === trigger.field);
  const own = ownConditions(conditions);
  const isAll = conditions.kind === 'all';
  const triggerProblems = [...at('trigger'), ...at('trigger.field'), ...at('trigger.values')];
  return (
    <div className={styles.sentence}>
      <div className={styles.line} data-part="trigger">
        <RichText
          text={t(trigger.values.length === 0 ? 'rule.whenAny' : 'rule.when', { field: slot('field'), values: slot('values') })}
          slots={{
            field: (
              <FieldPart
                label={t('rule.part.trigger')}
                fields={fields}
                known={known}
                watchable
                value={trigger.field}
                invalid={at('trigger.field').length > 0}
                startsOpen={isNew}
                onChange={(chosen) => {
                  // The values of another field mean nothing.
                  if (chosen !== trigger.field) onChange({ ...rule, trigger: { field: chosen, values: [] } });
                }}
              />
            ),
            values: (
              <ValuesPart
                key={trigger.field}
                label={t('rule.part.triggerValues')}
                field={field}
                project={project}
                several
                optional
                values={trigger.values}
                invalid={at('trigger.values').length > 0}
                onChange={(values) => onChange({ ...rule, trigger: { ...trigger, values } })}
              />
            ),
          }}
        />
      </div>
      {trigger.field === '' ? (
        <p className={styles.error}>{t('rule.chooseFieldProblem')}</p>
      ) : (
        <FieldProblems problems={triggerProblems} />
      )}
      <ConditionList
        {...tree}
        isRoot
        kind="all"
        of={own}
        pathOf={(index) => (isAll ? [index] : [])}
        onChange={(of) => onChange({ ...rule, conditions: { kind: 'all', of } })}
      />
      <FieldProblems problems={isAll ? at('conditions') : []} />
      <div className={styles.line} data-part="creation">
        <RichText
          text={t('rule.create', { object: slot('object'), again: slot('again'), linked: slot('linked') })}
          slots={{
            object: (
              <ChoicePart
                label={t('rule.part.object')}
                options={objects}
                value={rule.object}
                invalid={!objects.some(({ value }) => value === rule.object)}
                onChange={(object) => onChange({ ...rule, object })}
              />
            ),
            again: (
              <ChoicePart
                label={t('rule.part.again')}
                options={(['false', 'true'] as const).map((value) => ({ value, label: t(`rule.again.${value}`) }))}
                value={`${rule.again}`}
                onChange={(again) => onChange({ ...rule, again: again === 'true' })}
              />
            ),
            linked: (
              <ChoicePart
                label={t('rule.part.linked')}
                options={(['false', 'true'] as const).map((value) => ({ value, label: t(`rule.linked.${value}`) }))}
                value={`${rule.whileLinked}`}
                onChange={(linked) => onChange({ ...rule, whileLinked: linked === 'true' })}
              />
            ),
          }}
        />
      </div>
    </div>
  );
}
