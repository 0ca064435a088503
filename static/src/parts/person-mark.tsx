import { plainName } from './plain-text';
import styles from './person-mark.module.css';

/** The colours of people without a picture. */
const COLOURS = ['blue', 'teal', 'green', 'purple', 'magenta', 'orange', 'lime', 'yellow'] as const;

/** Stands for a person whose picture is in Salesforce only: initials on a colour that is always the same for a name. */
export function PersonMark({ name, small = false }: { name: string; small?: boolean }) {
  const plain = plainName(name).trim();
  return (
    <span className={small ? `${styles.mark} ${styles.small}` : styles.mark} data-colour={colourOf(plain)} aria-hidden="true">
      {initialsOf(plain)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}|^\p{N}/u.test(word));
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  const initials = [...first].slice(0, 1).concat([...last].slice(0, 1)).join('').toLocaleUpperCase();
  return initials === '' ? '?' : initials;
}

function colourOf(name: string): (typeof COLOURS)[number] {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return COLOURS[sum % COLOURS.length] ?? 'blue';
}
