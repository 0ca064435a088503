import Button, { IconButton } from '@atlaskit/button/new';
import CopyIcon from '@atlaskit/icon/core/copy';
import DeleteIcon from '@atlaskit/icon/core/delete';
import Textfield from '@atlaskit/textfield';
import { useState } from 'react';
import type { ReorderRow } from '../../../hooks/use-reorder';
import { useLocale } from '../../../locale/locale';
import { DragHandle, MoveButtons } from '../../../parts/reorder';
import toggle from '../../../parts/switch.module.css';
import type { IssueChoice, Rule } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import { RuleTrial } from '../preview/rule-trial';
import type { Choice } from './choice-part';
import type { TreeContext } from './condition-list';
import { ALL_PROJECTS } from './new-rule';
import { Part } from './part';
import { RuleSentence } from './rule-sentence';
import { ruleSentence } from './rule-words';
import { RuleWarning } from './rule-warning';
import styles from './rules.module.css';

interface Props extends TreeContext {
  readonly rule: Rule;
  readonly objects: readonly Choice<string>[];
  readonly isNew: boolean;
  readonly row: ReorderRow;
  /** The work item that rules are tried on; one for all of them. */
  readonly issue: IssueChoice | null;
  readonly onIssue: (issue: IssueChoice | null) => void;
  readonly onChange: (rule: Rule) => void;
  readonly onDuplicate: () => void;
  readonly onDelete: () => void;
}

/** Places of a rule at which its parts show themselves what is wrong with them. */
const SHOWN = /^(name|trigger|trigger\.field|trigger\.values|conditions(\.of\[\d+\])*)$/;

/** One rule: its name, whether it is on, what it says, what is wrong with it, and what it would do. */
export function RuleCard(props: Props) {
  const { rule, objects, isNew, row, issue, onIssue, onChange, onDuplicate, onDelete, ...tree } = props;
  const { t } = useLocale();
  const [trying, setTrying] = useState(false);
  const { problems, nameOf, project } = tree;
  const object = objects.find(({ value }) => value === rule.object)?.label ?? rule.object;
  const named = problems.filter(({ path }) => path === 'name').map(({ problem }) => problem);
  const others = problems.filter(({ path }) => !SHOWN.test(path)).map(({ problem }) => problem);
  return (
    <li
      data-reorder
      data-rule={rule.id}
      data-on={rule.enabled}
      className={styles.card}
      aria-label={`${rule.name}. ${ruleSentence(rule, object, nameOf, t)}`}
      {...row.row}
    >
      <div className={styles.head}>
        <span className={styles.order}>
          <DragHandle row={row} />
          <MoveButtons row={row} name={rule.name} />
        </span>
        <Part
          label={t('rule.part.name')}
          text={rule.name}
          invalid={named.length > 0 || rule.name.trim() === ''}
          {...(styles.name === undefined ? {} : { className: styles.name })}
        >
          {(close) => <NameEditor name={rule.name} onChange={(name) => onChange({ ...rule, name })} onClose={close} />}
        </Part>
        <span className={styles.tools}>
          <label className={styles.toggle}>
            <input
              type="checkbox"
              role="switch"
              className={toggle.switch}
              checked={rule.enabled}
              aria-label={t('rules.switch', { name: rule.name })}
              onChange={({ currentTarget }) => onChange({ ...rule, enabled: currentTarget.checked })}
            />
            <span aria-hidden="true">{t(rule.enabled ? 'rules.on' : 'rules.off')}</span>
          </label>
          <Button
            appearance="subtle"
            spacing="compact"
            aria-expanded={trying}
            aria-label={t('rules.tryThis', { name: rule.name })}
            onClick={() => setTrying((before) => !before)}
          >
            {t('rules.try')}
          </Button>
          <IconButton
            icon={CopyIcon}
            label={t('rules.duplicate', { name: rule.name })}
            appearance="subtle"
            spacing="compact"
            onClick={onDuplicate}
          />
          <IconButton
            icon={DeleteIcon}
            label={t('rules.delete', { name: rule.name })}
            appearance="subtle"
            spacing="compact"
            onClick={onDelete}
          />
        </span>
      </div>
      <FieldProblems problems={named} />
      <RuleSentence {...tree} rule={rule} objects={objects} isNew={isNew} onChange={onChange} />
      <RuleWarning rule={rule} object={object} project={project} problems={others} />
      {trying && (
        <RuleTrial
          rule={rule}
          object={object}
          project={project === ALL_PROJECTS ? null : project}
          issue={issue}
          onIssue={onIssue}
        />
      )}
    </li>
  );
}

interface NameProps {
  readonly name: string;
  readonly onChange: (name: string) => void;
  readonly onClose: () => void;
}

function NameEditor({ name, onChange, onClose }: NameProps) {
  const { t } = useLocale();
  return (
    <span className={styles.nameEditor}>
      <Textfield
        autoFocus
        isCompact
        autoComplete="off"
        aria-label={t('rules.name')}
        value={name}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onClose();
        }}
      />
    </span>
  );
}
