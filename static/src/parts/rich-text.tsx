import { Fragment, type ReactNode } from 'react';

/** Stands in a text's parameter for something that is more than text: `t('rule.when', { field: slot('field') })`. */
export function slot(name: string): string {
  return `${MARK}${name}${MARK}`;
}

/** No text has it. */
const MARK = '\u0001';

/** A text whose slots are filled, in whatever order the language puts them. */
export function RichText({ text, slots }: { text: string; slots: Readonly<Record<string, ReactNode>> }) {
  // Every second piece is a slot's name.
  return (
    <>
      {text.split(MARK).map((piece, index) => (
        <Fragment key={index}>{index % 2 === 0 ? piece : slots[piece]}</Fragment>
      ))}
    </>
  );
}
