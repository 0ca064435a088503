import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useConfigured } from '../../../hooks/use-configuration';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import parts from '../../../parts/parts.module.css';
import type { ObjectConfiguration } from '../../../wire';
import styles from './mapping.module.css';
import { ALL_PROJECTS, sideRows, type MappingPlace } from './places';

interface Props {
  readonly places: readonly MappingPlace[];
  readonly place: MappingPlace;
  readonly objects: readonly ObjectConfiguration[];
  readonly object: ObjectConfiguration | null;
  readonly onPlace: (id: string) => void;
  readonly onObject: (object: string) => void;
}

/** Which mapping is looked at: of which object, for which project. */
export function PlaceSelect({ places, place, objects, object, onPlace, onObject }: Props) {
  const { t } = useLocale();
  const configuration = useConfigured();
  const { go } = useAdminPlace();
  const projectOptions = places.map(({ id, key, name }) => ({
    value: id,
    label: key === null ? t('mapping.allProjects') : t('mapping.projectChoice', { name, key }),
  }));
  const objectOptions = objects.map((each) => ({ value: each.object, label: each.label }));
  return (
    <>
      <div className={styles.places}>
        <div>
          <Label htmlFor="mapping-project">{t('mapping.project')}</Label>
          <Select
            inputId="mapping-project"
            options={projectOptions}
            value={projectOptions.find(({ value }) => value === place.id) ?? null}
            onChange={(option) => option !== null && onPlace(option.value)}
          />
        </div>
        <div>
          <Label htmlFor="mapping-object">{t('mapping.object')}</Label>
          <Select
            inputId="mapping-object"
            options={objectOptions}
            value={objectOptions.find(({ value }) => value === object?.object) ?? null}
            isDisabled={objects.length === 0}
            onChange={(option) => option !== null && onObject(option.value)}
          />
        </div>
      </div>
      {configuration.projects.length === 0 && (
        <p className={styles.subtle}>
          {t('mapping.noProjects')}{' '}
          <button type="button" className={parts.nameButton} onClick={() => go('events')}>
            {t('mapping.goEvents')}
          </button>
        </p>
      )}
      {sideRows(place, configuration) !== null && objects.length > 0 && (
        <p className={styles.subtle}>{t('mapping.sideHint')}</p>
      )}
      {place.id === ALL_PROJECTS && object !== null && places.length > 1 && (
        <p className={styles.subtle}>{t('mapping.allHint', { object: object.label })}</p>
      )}
    </>
  );
}
