import Button from '@atlaskit/button/new';
import { useEffect, useMemo, useState, type FormEvent } from 'react';
import { call } from '../../../bridge/calls';
import type { SettingsSave } from '../../../hooks/use-settings';
import { useLocale } from '../../../locale/locale';
import type { Problem, Settings } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import { TextRow } from '../parts/text-row';
import styles from './settings.module.css';
import { preview, SHIPPED } from './signature';

interface Props {
  readonly save: SettingsSave;
  readonly touched: boolean;
  readonly onTouched: (key: string) => void;
}

const ID = 'signature';

/** Long enough that a fast typist makes one check a word, not one a letter. */
const PAUSE_MS = 400;

/** What comments and feed posts from Jira end with, and how that looks. */
export function SignatureField({ save, touched, onTouched }: Props) {
  const { t } = useLocale();
  const saved = save.settings.signature ?? SHIPPED;
  const [edit, setEdit] = useState<string | null>(null);
  const text = edit ?? saved;
  const live = useProblems(save.settings, edit);
  // What saving has found is told here too, beside the text.
  const problems =
    touched && save.state.kind === 'invalid' ? save.state.problems.map(({ problem }) => problem) : live;

  const change = (next: string): void => {
    setEdit(next);
    // What was said of the text before is not said of this one.
    if (touched) save.clear();
  };
  const insert = (placeholder: string): void => {
    const field = document.getElementById(ID);
    if (!(field instanceof HTMLInputElement)) return;
    const from = field.selectionStart ?? text.length;
    const to = field.selectionEnd ?? from;
    change(`${text.slice(0, from)}${placeholder}${text.slice(to)}`);
    field.focus();
    // The caret goes behind what was inserted, once React has written it.
    requestAnimationFrame(() => field.setSelectionRange(from + placeholder.length, from + placeholder.length));
  };
  const send = async (signature: string): Promise<void> => {
    onTouched(ID);
    await save.change({ signature: signature === SHIPPED ? null : signature });
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (text !== saved) void send(text);
  };
  return (
    <form className={styles.signature} noValidate onSubmit={onSubmit}>
      <TextRow
        id={ID}
        label={t('settings.signature')}
        hint={t('settings.effect.signature')}
        value={text}
        invalid={problems.length > 0}
        onChange={change}
      />
      <div role="alert" {...(problems.length > 0 ? { 'data-problems': 'error' } : {})}>
        <FieldProblems problems={problems} />
      </div>
      <div className={styles.tools}>
        <Button spacing="compact" onClick={() => insert('{{user.name}}')}>
          {t('settings.signature.insertName')}
        </Button>
        <Button spacing="compact" onClick={() => insert('{{issue.key}}')}>
          {t('settings.signature.insertKey')}
        </Button>
        {text !== SHIPPED && (
          <Button spacing="compact" appearance="subtle" onClick={() => change(SHIPPED)}>
            {t('settings.signature.default')}
          </Button>
        )}
      </div>
      <Preview template={text} />
      <div>
        <Button type="submit" isDisabled={text === saved} isLoading={touched && save.state.kind === 'saving'}>
          {t('settings.signature.save')}
        </Button>
      </div>
    </form>
  );
}

/** A comment as it would be posted. */
function Preview({ template }: { template: string }) {
  const { t } = useLocale();
  const signature = preview(template, { name: t('settings.signature.sampleName'), key: 'ABC-123' });
  return (
    <figure className={styles.preview} aria-label={t('settings.signature.preview')}>
      <figcaption>{t('settings.signature.preview')}</figcaption>
      <p>{t('settings.signature.sample')}</p>
      {signature === '' ? (
        <p className={styles.unsigned}>{t('settings.signature.none')}</p>
      ) : (
        <p data-signature="true">{signature}</p>
      )}
    </figure>
  );
}

/** What the core finds wrong with a text that is being edited, when it has rested for a moment. */
function useProblems(settings: Settings, edit: string | null): readonly Problem[] {
  const [found, setFound] = useState<{ readonly text: string; readonly problems: readonly Problem[] } | null>(null);
  const content = useMemo(() => JSON.stringify(settings), [settings]);
  useEffect(() => {
    if (edit === null) return undefined;
    let latest = true;
    const timer = setTimeout(() => {
      const section = { kind: 'settings' as const, content: { ...(JSON.parse(content) as Settings), signature: edit } };
      void call('checkConfiguration', { sections: [{ name: 'settings', content: section }] }).then((outcome) => {
        if (latest && outcome.kind === 'ok')
          setFound({
            text: edit,
            problems: outcome.view.problems.map(({ problem }) => problem).filter(({ field }) => field === ID),
          });
      });
    }, PAUSE_MS);
    return () => {
      latest = false;
      clearTimeout(timer);
    };
  }, [content, edit]);
  return found !== null && found.text === edit ? found.problems : [];
}
