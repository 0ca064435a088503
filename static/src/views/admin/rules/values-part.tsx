import { IconButton } from '@atlaskit/button/new';
import CheckMarkIcon from '@atlaskit/icon/core/check-mark';
import { CreatableSelect } from '@atlaskit/select';
import { useState } from 'react';
import { useView } from '../../../hooks/use-view';
import { useLocale } from '../../../locale/locale';
import { operandWords } from '../../../parts/condition-words';
import { failureWords } from '../../../parts/failure-words';
import { sentences } from '../../../locale/sentence';
import type { JiraFieldChoice, JiraOptionsView, Operand } from '../../../wire';
import { Part } from './part';
import styles from './rules.module.css';
import { ALL_PROJECTS } from './new-rule';

interface Props {
  readonly label: string;
  readonly field: JiraFieldChoice | undefined;
  readonly project: string;
  /** Whether there can be more than one. */
  readonly several: boolean;
  /** Whether there may be none, which means any. */
  readonly optional?: boolean;
  readonly values: readonly Operand[];
  readonly invalid?: boolean;
  /** What is offered, where it is known already; none asks Jira. */
  readonly options?: readonly Operand[];
  readonly onChange: (values: Operand[]) => void;
}

/** A part that is values of a field: chosen among its options, or typed. */
export function ValuesPart(props: Props) {
  const { label, field, optional = false, values, invalid = false, options } = props;
  const { t } = useLocale();
  const isMissing = values.length === 0 && !optional;
  return (
    <Part
      label={label}
      text={isMissing ? t('rule.noValue') : operandWords(values, t)}
      invalid={invalid || isMissing}
    >
      {(close) =>
        options === undefined && field?.hasOptions === true ? (
          <WithOptions {...props} fieldId={field.id} onClose={close} />
        ) : (
          <Editor {...props} options={options ?? []} onClose={close} />
        )
      }
    </Part>
  );
}

function WithOptions({ fieldId, project, ...props }: Props & { readonly fieldId: string; readonly onClose: () => void }) {
  const locale = useLocale();
  const { t } = locale;
  const { loaded } = useView('jiraOptions', { field: fieldId, project: project === ALL_PROJECTS ? null : project });
  return (
    <Editor
      {...props}
      project={project}
      options={loaded.kind === 'ready' ? optionsOf(loaded.view) : []}
      loading={loaded.kind === 'loading'}
      {...(loaded.kind === 'failed'
        ? { trouble: t('rule.optionsFailed', { reason: sentences(failureWords(loaded.failure, locale).title) }) }
        : {})}
    />
  );
}

/** The options of the first level, and those below them. */
function optionsOf({ options, below }: JiraOptionsView): readonly Operand[] {
  const second = Object.values(below).flatMap((values) => values.map((text): Operand => ({ id: null, text })));
  return [...options, ...second];
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly operand: Operand;
}

interface EditorProps extends Props {
  readonly options: readonly Operand[];
  readonly loading?: boolean;
  readonly trouble?: string;
  readonly onClose: () => void;
}

function Editor({ label, several, optional = false, values, options, loading = false, trouble, onChange, onClose }: EditorProps) {
  const { t } = useLocale();
  const [typed, setTyped] = useState('');
  const chosen = values.map(optionOf);
  const take = (next: readonly Operand[]): void => onChange(several ? [...next] : next.slice(-1));
  // What was typed and not confirmed is meant all the same.
  const takeTyped = (): boolean => {
    const text = typed.trim();
    setTyped('');
    if (text === '' || values.some((value) => isSame(value, text))) return false;
    take([...values, options.find((option) => isSame(option, text)) ?? { id: null, text }]);
    return true;
  };
  return (
    <span className={styles.values} onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && takeTyped()}>
      <span className={styles.select}>
        <CreatableSelect<Option, true>
          aria-label={label}
          isMulti
          autoFocus
          defaultMenuIsOpen={options.length > 0 || loading}
          closeMenuOnSelect={!several}
          tabSelectsValue={false}
          hideSelectedOptions
          spacing="compact"
          menuPlacement="auto"
          isLoading={loading}
          options={options.map(optionOf)}
          value={chosen}
          inputValue={typed}
          placeholder={t(options.length === 0 && !loading ? 'rule.typeValues' : optional ? 'rule.chooseValues' : 'rule.chooseSome')}
          formatCreateLabel={(text) => t('rule.useText', { text })}
          noOptionsMessage={() => (options.length === 0 ? t('rule.typeValues') : t('rule.noOptions'))}
          onInputChange={(text, { action }) => {
            // Going elsewhere would empty it before it could be taken.
            if (action !== 'input-blur' && action !== 'menu-close') setTyped(text);
          }}
          getNewOptionData={(text, shown) => ({ value: `text:${text}`, label: String(shown), operand: { id: null, text: text.trim() } })}
          onChange={(next) => {
            take(next.map(({ operand }) => operand));
            setTyped('');
            if (!several && next.length > 0) onClose();
          }}
        />
        {trouble !== undefined && <span className={styles.hint}>{trouble}</span>}
      </span>
      <IconButton
        icon={CheckMarkIcon}
        label={t('rule.part.done')}
        spacing="compact"
        onClick={() => {
          takeTyped();
          onClose();
        }}
      />
    </span>
  );
}

function optionOf(operand: Operand): Option {
  return { value: operand.id ?? `text:${operand.text}`, label: operand.text, operand };
}

function isSame({ text }: Operand, other: string): boolean {
  return text.trim().toLowerCase() === other.toLowerCase();
}
