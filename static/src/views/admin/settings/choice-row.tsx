import type { SettingsSave } from '../../../hooks/use-settings';
import { useLocale } from '../../../locale/locale';
import { RadioGroup } from '../../../parts/radio-group';
import type { Settings } from '../../../wire';
import type { ChoiceKey } from './rows';

interface Props {
  readonly choice: ChoiceKey;
  readonly save: SettingsSave;
  readonly onTouched: (key: string) => void;
}

const SHARING = ['warned', 'allowed', 'refused'] as const satisfies readonly Settings['sharing'][];

/** What overwrites nothing comes first. */
const FIRST_SYNC = [
  'nothing',
  'emptyFields',
  'salesforceFillsJira',
  'jiraFillsSalesforce',
] as const satisfies readonly Settings['firstSync'][];

const BULK_DEFAULTS = ['editable', 'fixed'] as const satisfies readonly Settings['bulkDefaults'][];

/** What loses nothing comes first. */
const COMMENT_DELETIONS = ['keep', 'mark', 'delete'] as const satisfies readonly Settings['commentDeletions'][];

const BULK_LINKS = ['first', 'all', 'none'] as const satisfies readonly Settings['bulkLinks'][];

/** A setting that is one of a few, saved as soon as it is chosen. */
export function ChoiceRow({ choice, save: { settings, change }, onTouched }: Props) {
  const { t } = useLocale();
  const pick = (patch: Partial<Settings>): void => {
    onTouched(choice);
    void change(patch);
  };
  switch (choice) {
    case 'sharing':
      return (
        <RadioGroup
          name={choice}
          legend={t('settings.sharing')}
          value={settings.sharing}
          options={SHARING.map((value) => ({
            value,
            label: t(`settings.sharing.${value}`),
            description: t(`settings.sharingHint.${value}`),
          }))}
          onChange={(sharing) => pick({ sharing })}
        />
      );
    case 'firstSync':
      return (
        <RadioGroup
          name={choice}
          legend={t('settings.firstSync')}
          value={settings.firstSync}
          options={FIRST_SYNC.map((value) => ({
            value,
            label: t(`settings.firstSync.${value}`),
            description: t(`settings.firstSyncHint.${value}`),
          }))}
          onChange={(firstSync) => pick({ firstSync })}
        />
      );
    case 'bulkDefaults':
      return (
        <RadioGroup
          name={choice}
          legend={t('settings.bulkDefaults')}
          value={settings.bulkDefaults}
          options={BULK_DEFAULTS.map((value) => ({
            value,
            label: t(`settings.bulkDefaults.${value}`),
            description: t(`settings.bulkDefaultsHint.${value}`),
          }))}
          onChange={(bulkDefaults) => pick({ bulkDefaults })}
        />
      );
    case 'bulkLinks':
      return (
        <RadioGroup
          name={choice}
          legend={t('settings.bulkLinks')}
          value={settings.bulkLinks}
          options={BULK_LINKS.map((value) => ({
            value,
            label: t(`settings.bulkLinks.${value}`),
            description: t(`settings.bulkLinksHint.${value}`),
          }))}
          onChange={(bulkLinks) => pick({ bulkLinks })}
        />
      );
    case 'commentDeletions':
      return (
        <RadioGroup
          name={choice}
          legend={t('settings.commentDeletions')}
          value={settings.commentDeletions}
          options={COMMENT_DELETIONS.map((value) => ({
            value,
            label: t(`settings.commentDeletions.${value}`),
            description: t(`settings.commentDeletionsHint.${value}`),
          }))}
          onChange={(commentDeletions) => pick({ commentDeletions })}
        />
      );
    default:
      return choice satisfies never;
  }
}
