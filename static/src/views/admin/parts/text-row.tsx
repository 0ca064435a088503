import { Label, RequiredAsterisk } from '@atlaskit/form';
import Textfield from '@atlaskit/textfield';
import { useEffect, useRef } from 'react';
import styles from '../admin.module.css';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'password';
  readonly required?: boolean;
  readonly invalid?: boolean;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A line of text with its label and what it is for. */
export function TextRow({ id, label, hint, type = 'text', required = false, invalid = false, value, onChange }: Props) {
  const hintId = `${id}-hint`;
  // React writes a value that it controls into the document, where a secret has no place.
  const secret = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (secret.current !== null) secret.current.value = value;
  }, [value]);
  return (
    <div>
      <Label htmlFor={id}>
        {label}
        {required && <RequiredAsterisk />}
      </Label>
      <Textfield
        id={id}
        type={type}
        {...(type === 'password' ? { ref: secret } : { value })}
        isRequired={required}
        isInvalid={invalid}
        autoComplete="off"
        aria-describedby={hint === undefined ? undefined : hintId}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
