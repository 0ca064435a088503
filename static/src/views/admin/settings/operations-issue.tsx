import Button from '@atlaskit/button/new';
import { useState, type FormEvent } from 'react';
import type { SettingsSave } from '../../../hooks/use-settings';
import { useLocale } from '../../../locale/locale';
import { TextRow } from '../parts/text-row';
import styles from './settings.module.css';

interface Props {
  readonly save: SettingsSave;
  readonly touched: boolean;
  readonly onTouched: (key: string) => void;
}

/** The issue whose watchers are told when an admin has to act. */
export function OperationsIssue({ save, touched, onTouched }: Props) {
  const { t } = useLocale();
  const saved = save.settings.operationsIssue ?? '';
  const [edit, setEdit] = useState<string | null>(null);
  const text = edit ?? saved;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const key = text.trim().toUpperCase();
    onTouched('operationsIssue');
    setEdit(key === saved ? null : key);
    if (key !== saved) void save.change({ operationsIssue: key === '' ? null : key });
  };
  return (
    <form className={styles.operations} noValidate onSubmit={onSubmit}>
      <div className={styles.field}>
        <TextRow
          id="operationsIssue"
          label={t('settings.operationsIssue')}
          hint={t('settings.effect.operationsIssue')}
          value={text}
          invalid={touched && save.state.kind === 'invalid'}
          onChange={setEdit}
        />
      </div>
      <Button type="submit" isDisabled={text.trim() === saved} isLoading={touched && save.state.kind === 'saving'}>
        {t('settings.saveKey')}
      </Button>
    </form>
  );
}
