import Heading from '@atlaskit/heading';
import { useState } from 'react';
import { useSettings, type SettingsSave } from '../../../hooks/use-settings';
import { useLocale } from '../../../locale/locale';
import { Switch } from '../../../parts/switch';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import parts from '../parts/parts.module.css';
import { InstantSaveState } from '../parts/instant-save-state';
import { OperationsIssue } from './operations-issue';
import { ChoiceRow } from './choice-row';
import { NumberField } from './number-field';
import { GROUPS, type Toggle } from './rows';
import styles from './settings.module.css';
import { SignatureField } from './signature-field';

/** What people may do and see, one switch a row. Each is saved at once. */
export function SettingsPage() {
  const { t } = useLocale();
  return (
    <AdminPage title={t('settings.title')} intro={t('settings.intro')}>
      <ConfigurationGate>
        <Loaded />
      </ConfigurationGate>
    </AdminPage>
  );
}

function Loaded() {
  const { t } = useLocale();
  const save = useSettings();
  // What came of a change is told at the row that was changed.
  const [touched, setTouched] = useState('');
  const row = (key: string, control: React.ReactNode): React.ReactNode => (
    <div key={key} className={styles.row} data-setting={key}>
      {control}
      {touched === key && !(key === 'signature' && save.state.kind === 'invalid') && <InstantSaveState save={save} />}
    </div>
  );
  return (
    <>
      {GROUPS.map((group) => (
        <section key={group.title} className={styles.group} aria-labelledby={group.title}>
          <div id={group.title}>
            <Heading size="small" as="h3">
              {t(group.title)}
            </Heading>
          </div>
          {group.rows.map((each) => {
            if ('key' in each) return row(each.key, <Toggled toggle={each} save={save} onTouched={setTouched} />);
            if ('choice' in each) return row(each.choice, <ChoiceRow choice={each.choice} save={save} onTouched={setTouched} />);
            if ('number' in each)
              return row(
                each.number,
                <NumberField
                  setting={each.number}
                  save={save}
                  touched={touched === each.number}
                  onTouched={setTouched}
                />,
              );
            return row(
              each.text,
              <SignatureField save={save} touched={touched === each.text} onTouched={setTouched} />,
            );
          })}
        </section>
      ))}
      <section className={styles.group} aria-labelledby="settings.notifications">
        <div id="settings.notifications">
          <Heading size="small" as="h3">
            {t('settings.notifications')}
          </Heading>
        </div>
        {row('operationsIssue', <OperationsIssue save={save} touched={touched === 'operationsIssue'} onTouched={setTouched} />)}
      </section>
    </>
  );
}

interface ToggledProps {
  readonly toggle: Toggle;
  readonly save: SettingsSave;
  readonly onTouched: (key: string) => void;
}

function Toggled({ toggle, save, onTouched }: ToggledProps) {
  const { t } = useLocale();
  const { key, needs, warning } = toggle;
  const isOn = save.settings[key];
  return (
    <>
      <Switch
        id={key}
        label={t(`settings.${key}`)}
        description={t(`settings.effect.${key}`)}
        checked={isOn}
        disabled={needs !== undefined && !save.settings[needs]}
        onChange={(on) => {
          onTouched(key);
          void save.change({ [key]: on });
        }}
      />
      <div role="status">
        {isOn && warning !== undefined && (
          <p className={parts.warning} data-customers-see={key}>
            {t(warning)}
          </p>
        )}
      </div>
    </>
  );
}
