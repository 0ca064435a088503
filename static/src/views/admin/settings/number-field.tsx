import Button from '@atlaskit/button/new';
import { useState, type FormEvent } from 'react';
import type { SettingsSave } from '../../../hooks/use-settings';
import { useLocale } from '../../../locale/locale';
import { TextRow } from '../parts/text-row';
import parts from '../parts/parts.module.css';
import type { Settings } from '../../../wire';
import type { NumberKey } from './rows';
import styles from './settings.module.css';

interface Props {
  readonly setting: NumberKey;
  readonly save: SettingsSave;
  readonly touched: boolean;
  readonly onTouched: (key: string) => void;
}

/** What settings mean that were saved before there was an interval. */
const POLL_MINUTES = 5;

/** A setting that is a whole number. */
export function NumberField({ setting, save, touched, onTouched }: Props) {
  const { t } = useLocale();
  const saved = savedText(setting, save);
  const [edit, setEdit] = useState<string | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const text = edit ?? saved;
  const send = async (patch: Partial<Settings>): Promise<void> => {
    const outcome = await save.change(patch);
    // What is refused stays as it was typed.
    if (outcome.kind === 'saved') setEdit(null);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const typed = text.trim();
    if (typed === saved) return;
    const isNone = typed === '' && setting === 'apiCap';
    if (!isNone && !WHOLE.test(typed)) {
      setUnreadable(true);
      return;
    }
    onTouched(setting);
    void send(setting === 'apiCap' ? { apiCap: isNone ? null : Number(typed) } : { pollMinutes: Number(typed) });
  };
  return (
    <form className={styles.operations} noValidate onSubmit={onSubmit}>
      <div className={styles.field}>
        <TextRow
          id={setting}
          label={t(`settings.${setting}`)}
          hint={t(`settings.effect.${setting}`)}
          value={text}
          invalid={unreadable || (touched && save.state.kind === 'invalid')}
          onChange={(next) => {
            setEdit(next);
            setUnreadable(false);
          }}
        />
        <div role="alert">{unreadable && <p className={parts.error}>{t('settings.notANumber')}</p>}</div>
      </div>
      <Button type="submit" isDisabled={text.trim() === saved} isLoading={touched && save.state.kind === 'saving'}>
        {t('settings.saveNumber')}
      </Button>
    </form>
  );
}

/** As far as the core's numbers go. */
const WHOLE = /^\d{1,9}$/;

function savedText(setting: NumberKey, { settings }: SettingsSave): string {
  if (setting === 'apiCap') return settings.apiCap === null ? '' : String(settings.apiCap);
  return String(settings.pollMinutes === 0 ? POLL_MINUTES : settings.pollMinutes);
}
