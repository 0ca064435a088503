import Button from '@atlaskit/button/new';
import Textfield from '@atlaskit/textfield';
import { useId, useState } from 'react';
import { useLocale } from '../../../locale/locale';
import type { PlainKey } from '../../../locale/texts';
import parts from '../../../parts/parts.module.css';
import type { CsvDialect } from '../../../wire';
import { NativeSelect } from '../native-select';
import styles from '../upload.module.css';

interface Props {
  readonly dialect: CsvDialect;
  /** Whether someone said so. */
  readonly chosen: boolean;
  readonly disabled: boolean;
  /** None finds out again. */
  readonly onChange: (dialect: CsvDialect | null) => void;
}

const ENCODINGS = ['utf8', 'windows1252', 'utf16Le', 'utf16Be'] as const satisfies readonly CsvDialect['encoding'][];
const LINE_ENDS = ['crLf', 'lf', 'cr'] as const satisfies readonly CsvDialect['lineEnd'][];
const DELIMITERS: readonly { readonly value: string; readonly label: PlainKey }[] = [
  { value: ',', label: 'upload.delimiter.comma' },
  { value: ';', label: 'upload.delimiter.semicolon' },
  { value: '\t', label: 'upload.delimiter.tab' },
  { value: '|', label: 'upload.delimiter.pipe' },
];

/** Stands in the list for what is not in it. */
const OTHER = 'other';

/** How the file is written: as it was found out, to be changed when that is wrong (BLK-9). */
export function DialectControls({ dialect, chosen, disabled, onChange }: Props) {
  const { t } = useLocale();
  const id = useId();
  const listed = DELIMITERS.some(({ value }) => value === dialect.delimiter);
  const [other, setOther] = useState(!listed);
  const [character, setCharacter] = useState(listed ? '' : dialect.delimiter);
  const delimiters = [...DELIMITERS.map(({ value, label }) => ({ value, label: t(label) })), { value: OTHER, label: t('upload.delimiter.other') }];
  return (
    <fieldset className={styles.dialect}>
      <legend>{t('upload.preview.wrong')}</legend>
      <NativeSelect
        id={`${id}-encoding`}
        label={t('upload.encoding')}
        value={dialect.encoding}
        disabled={disabled}
        options={ENCODINGS.map((value) => ({ value, label: t(`upload.encoding.${value}`) }))}
        onChange={(encoding) => onChange({ ...dialect, encoding })}
      />
      <NativeSelect
        id={`${id}-delimiter`}
        label={t('upload.delimiter')}
        value={other ? OTHER : dialect.delimiter}
        disabled={disabled}
        options={delimiters}
        onChange={(delimiter) => {
          setOther(delimiter === OTHER);
          if (delimiter !== OTHER) onChange({ ...dialect, delimiter });
        }}
      />
      {other && (
        <div className={styles.character}>
          <label htmlFor={`${id}-character`}>{t('upload.delimiter.character')}</label>
          <Textfield
            id={`${id}-character`}
            isCompact
            maxLength={1}
            autoComplete="off"
            value={character}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              setCharacter(typed);
              if (typed !== '') onChange({ ...dialect, delimiter: typed });
            }}
          />
        </div>
      )}
      <NativeSelect
        id={`${id}-lineEnd`}
        label={t('upload.lineEnd')}
        value={dialect.lineEnd}
        disabled={disabled}
        options={LINE_ENDS.map((value) => ({ value, label: t(`upload.lineEnd.${value}`) }))}
        onChange={(lineEnd) => onChange({ ...dialect, lineEnd })}
      />
      <p className={parts.subtle} data-dialect={chosen ? 'chosen' : 'detected'}>
        {t(chosen ? 'upload.preview.chosen' : 'upload.preview.detected')}
      </p>
      {chosen && (
        <Button spacing="compact" isDisabled={disabled} onClick={() => {
            setOther(false);
            onChange(null);
          }}>
          {t('upload.preview.detect')}
        </Button>
      )}
    </fieldset>
  );
}
