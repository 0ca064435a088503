import AddIcon from '@atlaskit/icon/core/add';
import ArrowLeftIcon from '@atlaskit/icon/core/arrow-left';
import ArrowRightIcon from '@atlaskit/icon/core/arrow-right';
import Select from '@atlaskit/select';
import { useLocale } from '../../../locale/locale';
import type { Direction, FieldMapping, Policy } from '../../../wire';
import { directionOf, directionsOf, POLICIES } from './directions';
import styles from './mapping.module.css';

interface Props {
  readonly field: FieldMapping;
  /** What the Salesforce field is called. */
  readonly name: string;
  readonly onChange: (field: FieldMapping) => void;
}

interface DirectionOption {
  readonly value: Direction;
  readonly label: string;
}

interface PolicyOption {
  readonly value: Policy;
  readonly label: string;
}

/** Which way a field's values go; where both ways, who wins when both sides have changed. */
export function DirectionControl({ field, name, onChange }: Props) {
  const { t } = useLocale();
  const direction = directionOf(field);
  const possible = directionsOf(field.source);
  const directions = (possible.includes(direction) ? possible : [...possible, direction]).map((value) => ({
    value,
    label: t(`direction.${value}`),
  }));
  const policies = POLICIES.map((value) => ({ value, label: t(`policy.${value}`) }));
  if (possible.length === 1 && possible[0] === direction)
    return (
      <span className={styles.onlyDirection} data-direction={direction}>
        <Arrows direction={direction} />
        {t(`direction.${direction}`)}
      </span>
    );
  return (
    <div className={styles.direction} data-direction={direction}>
      <Select<DirectionOption>
        aria-label={t('direction.of', { name })}
        spacing="compact"
        isSearchable={false}
        menuPlacement="auto"
        options={directions}
        value={directions.find(({ value }) => value === direction) ?? null}
        formatOptionLabel={({ value, label }, { context }) => (
          <span className={styles.directionOption}>
            <Arrows direction={value} />
            <span>
              {label}
              {context === 'menu' && <span className={styles.about}>{t(`direction.hint.${value}`)}</span>}
            </span>
          </span>
        )}
        onChange={(option) => option !== null && onChange({ ...field, direction: option.value })}
      />
      {direction === 'both' && (
        <Select<PolicyOption>
          aria-label={t('policy.of', { name })}
          spacing="compact"
          isSearchable={false}
          menuPlacement="auto"
          options={policies}
          value={policies.find(({ value }) => value === (field.policy ?? 'salesforceWins')) ?? null}
          formatOptionLabel={({ value, label }, { context }) => (
            <span>
              {label}
              {context === 'menu' && <span className={styles.about}>{t(`policy.hint.${value}`)}</span>}
            </span>
          )}
          onChange={(option) => option !== null && onChange({ ...field, policy: option.value })}
        />
      )}
    </div>
  );
}

/** Salesforce's fields stand on the left and Jira's on the right, and so point the arrows. */
function Arrows({ direction }: { direction: Direction }) {
  const left = <ArrowLeftIcon label="" color="currentColor" />;
  const right = <ArrowRightIcon label="" color="currentColor" />;
  return (
    <span className={styles.arrows}>
      {direction === 'creation' && <AddIcon label="" color="currentColor" />}
      {(direction === 'toSalesforce' || direction === 'both') && left}
      {(direction === 'toJira' || direction === 'both') && right}
    </span>
  );
}
