import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import AddIcon from '@atlaskit/icon/core/add';
import { useRef, useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import type { Draft } from '../../../hooks/use-draft';
import { useReorder } from '../../../hooks/use-reorder';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import type { IssueChoice, JiraFieldChoice, Rule } from '../../../wire';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { ProblemList } from '../parts/problem-list';
import { NoRules } from './no-rules';
import { copyOf, newRule } from './new-rule';
import { RuleCard } from './rule-card';
import { problemsOfNone, problemsOfRule } from './rule-problems';
import { ruleSentence } from './rule-words';
import styles from './rules.module.css';

interface Props {
  readonly project: string;
  readonly draft: Draft;
  readonly fields: readonly JiraFieldChoice[];
  /** Whether Jira has told its fields. */
  readonly known: boolean;
  readonly issue: IssueChoice | null;
  readonly onIssue: (issue: IssueChoice | null) => void;
}

/** The rules of a project, in order. */
export function RuleList({ project, draft, fields, known, issue, onIssue }: Props) {
  const { t } = useLocale();
  const configuration = useConfigured();
  const section = `rules:${project}`;
  const rules = draft.read(section, 'rules')?.rules ?? [];
  const heading = useRef<HTMLDivElement>(null);
  const [added, setAdded] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Rule | null>(null);
  const [said, setSaid] = useState('');
  const objects = configuration.objects.map(({ object, label }) => ({ value: object, label }));
  const objectName = (name: string): string => objects.find(({ value }) => value === name)?.label ?? name;
  const nameOf = (id: string): string => fields.find((field) => field.id === id)?.name ?? id;
  const write = (next: readonly Rule[]): void =>
    draft.write(section, next.length === 0 ? null : { kind: 'rules', content: { rules: [...next] } });
  const reorder = useReorder({
    keys: rules.map(({ id }) => id),
    nameOf: (id) => rules.find((rule) => rule.id === id)?.name ?? id,
    onReorder: (ids) => write(ids.flatMap((id) => rules.find((rule) => rule.id === id) ?? [])),
  });
  const append = (rule: Rule, after = rules.length): void => {
    setAdded(rule.id);
    setSaid(t('rules.added', { name: rule.name }));
    write([...rules.slice(0, after), rule, ...rules.slice(after)]);
  };
  const remove = (rule: Rule): void => {
    setRemoving(null);
    setSaid(t('rules.removed', { name: rule.name }));
    write(rules.filter(({ id }) => id !== rule.id));
    // What had the focus is gone with the rule.
    heading.current?.focus();
  };
  return (
    <section className={styles.section} aria-labelledby="rules-heading">
      <div id="rules-heading" ref={heading} tabIndex={-1} className={styles.heading}>
        <Heading size="medium" as="h3">
          {t('rules.heading')}
        </Heading>
      </div>
      <ProblemList problems={problemsOfNone(rules, draft.problems, section)} draft={draft} />
      {rules.length === 0 ? (
        <NoRules />
      ) : (
        <ol className={styles.rules} aria-label={t('rules.list')}>
          {rules.map((rule, at) => (
            <RuleCard
              key={rule.id}
              rule={rule}
              objects={objects}
              isNew={rule.id === added && rule.trigger.field === ''}
              row={reorder.rowOf(rule.id)}
              fields={fields}
              known={known}
              project={project}
              nameOf={nameOf}
              problems={problemsOfRule(rule, draft.problems, section)}
              issue={issue}
              onIssue={onIssue}
              onChange={(changed) => write(rules.map((each) => (each.id === rule.id ? changed : each)))}
              onDuplicate={() => append(copyOf(rule, rules, t), at + 1)}
              onDelete={() => setRemoving(rule)}
            />
          ))}
        </ol>
      )}
      {objects.length === 0 ? (
        <p className={styles.subtle}>{t('rules.noObjects')}</p>
      ) : (
        <div>
          <Button iconBefore={AddIcon} onClick={() => append(newRule(rules, objects[0]?.value ?? '', t))}>
            {t('rules.add')}
          </Button>
        </div>
      )}
      <Announcement>{said}</Announcement>
      <Announcement>{reorder.announcement}</Announcement>
      <ConfirmDialog
        open={removing !== null}
        title={t('rules.deleteTitle', { name: removing?.name ?? '' })}
        confirm={t('rules.deleteConfirm')}
        appearance="warning"
        onConfirm={() => removing !== null && remove(removing)}
        onCancel={() => setRemoving(null)}
      >
        {removing !== null && <p>{ruleSentence(removing, objectName(removing.object), nameOf, t)}</p>}
        <p>{t('rules.deleteText')}</p>
      </ConfirmDialog>
    </section>
  );
}
