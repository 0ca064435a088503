import { useConfiguration } from '../../../hooks/use-configuration';
import { useSettings } from '../../../hooks/use-settings';
import { useLocale } from '../../../locale/locale';
import { Switch } from '../../../parts/switch';
import { InstantSaveState } from '../parts/instant-save-state';
import styles from './connection.module.css';

/** Turns the whole of Weftline on or off. */
export function MasterSwitch() {
  const { loaded } = useConfiguration();
  return loaded.kind === 'ready' ? <LoadedSwitch /> : null;
}

function LoadedSwitch() {
  const { t } = useLocale();
  const save = useSettings();
  const { enabled } = save.settings;
  return (
    <div className={styles.master} data-setting="enabled">
      <Switch
        id="master-switch"
        label={t('settings.enabled')}
        description={t(enabled ? 'settings.enabledOn' : 'settings.enabledOff')}
        checked={enabled}
        onChange={(on) => void save.change({ enabled: on })}
      />
      <InstantSaveState save={save} />
    </div>
  );
}
