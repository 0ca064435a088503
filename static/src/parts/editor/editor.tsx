import { lazy, Suspense } from 'react';
import { LinesSkeleton } from '../skeletons';

export interface EditorProps {
  /** The id of the element that holds the text. */
  readonly id: string;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly placeholder?: string;
  /**
   * What may stand in it beside paragraphs, lists, links and marks of characters: in a `field` headings, quotations and
   * blocks of code too, which Salesforce's feeds do not have.
   */
  readonly holds: 'feed' | 'field';
  /** HTML; what the editor does not know loses its formatting. Empty when there is nothing. */
  readonly value: string;
  /** Told of what was typed: as HTML, and its text alone. Both are empty when there is nothing. */
  readonly onChange: (html: string, text: string) => void;
  /** Control and Enter, or Command and Enter. */
  readonly onSubmit?: () => void;
  readonly isInvalid?: boolean;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  /** Whether it takes the focus when it appears. */
  readonly autoFocus?: boolean;
}

const LexicalEditor = lazy(() => import('./lexical-editor').then((m) => ({ default: m.LexicalEditor })));

/** A rich text editor. It is loaded when it is first shown. */
export function Editor(props: EditorProps) {
  return (
    <Suspense fallback={<LinesSkeleton lines={3} />}>
      <LexicalEditor {...props} />
    </Suspense>
  );
}
