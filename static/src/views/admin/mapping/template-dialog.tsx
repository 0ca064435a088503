import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import TextArea from '@atlaskit/textarea';
import { useId, useRef, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import type { Translate } from '../../../locale/texts';
import { InlineDialog } from './inline-dialog';
import type { JiraChoice } from './jira-choices';
import styles from './mapping.module.css';

interface Props {
  /** What the Salesforce field is called. */
  readonly name: string;
  readonly template: string;
  readonly choices: readonly JiraChoice[];
  readonly onDone: (template: string) => void;
  readonly onCancel: () => void;
}

/** Edits a template, with a list of placeholders to insert where the cursor is. */
export function TemplateDialog({ name, template, choices, onDone, onCancel }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [text, setText] = useState(template);
  const area = useRef<HTMLTextAreaElement | null>(null);
  const problem = problemOf(text, t);
  const insert = (field: string): void => {
    const placeholder = `{{issue.${field}}}`;
    const from = area.current?.selectionStart ?? text.length;
    const to = area.current?.selectionEnd ?? text.length;
    setText(`${text.slice(0, from)}${placeholder}${text.slice(to)}`);
    const cursor = from + placeholder.length;
    // The text is there after the next paint.
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(cursor, cursor);
    });
  };
  return (
    <InlineDialog
      title={t('template.title', { name })}
      confirm={t('template.done')}
      changed={text !== template}
      onConfirm={() => onDone(text)}
      onCancel={onCancel}
    >
      <div className={styles.form}>
        <div>
          <Label htmlFor={`${id}-text`}>{t('template.text')}</Label>
          <TextArea
            id={`${id}-text`}
            ref={area}
            isMonospaced
            value={text}
            minimumRows={3}
            resize="vertical"
            isInvalid={problem !== null}
            aria-describedby={`${id}-hint ${id}-problem`}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <p id={`${id}-problem`} className={styles.error} role="status">
            {problem ?? ''}
          </p>
          <p id={`${id}-hint`} className={styles.hint}>
            {t('template.hint', {
              key: '{{issue.key}}',
              summary: '{{issue.summary}}',
              fallback: '{{issue.duedate|none}}',
            })}
          </p>
        </div>
        <div>
          <Label htmlFor={`${id}-insert`}>{t('template.insert')}</Label>
          <Select<JiraChoice>
            inputId={`${id}-insert`}
            options={choices}
            value={null}
            menuPlacement="auto"
            placeholder={t('template.insertHint')}
            noOptionsMessage={() => t('source.nothingFound')}
            onChange={(choice) => choice !== null && insert(choice.value)}
          />
        </div>
      </div>
    </InlineDialog>
  );
}

const PLACEHOLDER = /^\s*issue\.[A-Za-z0-9_-]+\s*(\|.*)?$/s;

/** What is wrong with the braces, told while one types; whether the fields exist is the core's to say. */
function problemOf(text: string, t: Translate): string | null {
  if (text === '') return t('template.problem.empty');
  let rest = text;
  for (;;) {
    const open = rest.indexOf('{{');
    if (open < 0) return null;
    const close = rest.indexOf('}}', open + 2);
    if (close < 0) return t('template.problem.unclosed');
    const inner = rest.slice(open + 2, close);
    if (!PLACEHOLDER.test(inner)) return t('template.problem.unknown', { text: `{{${inner}}}` });
    rest = rest.slice(close + 2);
  }
}
