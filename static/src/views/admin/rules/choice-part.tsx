import Select from '@atlaskit/select';
import { Part } from './part';
import styles from './rules.module.css';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface Props<Value extends string> {
  readonly label: string;
  readonly options: readonly Choice<Value>[];
  readonly value: Value;
  readonly invalid?: boolean;
  readonly onChange: (value: Value) => void;
}

/** A part that is one of a few. */
export function ChoicePart<Value extends string>({ label, options, value, invalid, onChange }: Props<Value>) {
  const chosen = options.find((option) => option.value === value) ?? { value, label: value };
  return (
    <Part label={label} text={chosen.label} {...(invalid === undefined ? {} : { invalid })}>
      {(close) => (
        <div className={styles.select}>
          <Select<Choice<Value>>
            aria-label={label}
            autoFocus
            defaultMenuIsOpen
            tabSelectsValue={false}
            spacing="compact"
            menuPlacement="auto"
            options={options}
            value={chosen}
            onChange={(option) => {
              if (option !== null) onChange(option.value);
              close();
            }}
          />
        </div>
      )}
    </Part>
  );
}
