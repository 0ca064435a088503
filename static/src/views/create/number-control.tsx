import Textfield from '@atlaskit/textfield';
import type { KeyboardEvent } from 'react';
import { useLocale } from '../../locale/locale';
import styles from './create.module.css';
import { draftOfNumber, numberOf } from './drafts';
import type { EditableProps } from './field-control';

/** Whole steps for the arrow keys where a field has no decimals, the smallest that it holds where it has. */
function stepOf(scale: number): number {
  return 10 ** -Math.min(scale, 6);
}

/**
 * A number, an amount or a percentage. It is text, written as the user's language writes numbers: what cannot be read
 * is not lost but refused at its field. The arrow keys step as in the browser's own field for numbers.
 */
export function NumberControl({ id, field, isInvalid, describedBy, draft, onChange }: EditableProps) {
  const { format } = useLocale();
  const { fieldType, scale } = field;
  const whole = fieldType === 'int' || fieldType === 'long' || scale === 0;
  const step = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    const before = draft === '' ? 0 : numberOf(draft, format.decimalSeparator);
    if (before === null) return;
    event.preventDefault();
    const decimals = whole ? 0 : scale;
    const after = before + (event.key === 'ArrowUp' ? 1 : -1) * stepOf(decimals);
    // Adding decimals leaves traces behind the last one.
    onChange(draftOfNumber(Number(after.toFixed(Math.min(Math.max(decimals, 0), 6))), format.decimalSeparator));
  };
  return (
    <Textfield
      id={id}
      value={draft}
      isInvalid={isInvalid}
      isRequired={field.required}
      aria-describedby={describedBy}
      autoComplete="off"
      inputMode={whole ? 'numeric' : 'decimal'}
      onKeyDown={step}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(fieldType === 'percent'
        ? {
            elemAfterInput: (
              <span className={styles.unit} aria-hidden="true">
                %
              </span>
            ),
          }
        : {})}
    />
  );
}
