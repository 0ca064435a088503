import { $isLinkNode } from '@lexical/link';
import { $isListNode } from '@lexical/list';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { $findMatchingParent, $getSelection, $isRangeSelection, type LexicalNode, type TextFormatType } from 'lexical';
import { useEffect, useState } from 'react';

/** The marks of characters that the toolbar offers, in its order. */
export const MARKS = ['bold', 'italic', 'underline', 'strikethrough', 'code'] as const satisfies readonly TextFormatType[];

export type Mark = (typeof MARKS)[number];

/** What holds where the caret is. */
export interface Formats {
  readonly marks: ReadonlySet<Mark>;
  readonly list: 'bullet' | 'number' | null;
  /** Where the link leads in which the caret is. */
  readonly link: string | null;
}

const NONE: Formats = { marks: new Set(), list: null, link: null };

export function useFormats(): Formats {
  const [editor] = useLexicalComposerContext();
  const [formats, setFormats] = useState(NONE);
  useEffect(
    () =>
      editor.registerUpdateListener(({ editorState }) => {
        const after = editorState.read(formatsHere);
        setFormats((before) => (same(before, after) ? before : after));
      }),
    [editor],
  );
  return formats;
}

function formatsHere(): Formats {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return NONE;
  const node = selection.anchor.getNode();
  const list = $findMatchingParent(node, $isListNode);
  const link = $findMatchingParent(node, (each: LexicalNode) => $isLinkNode(each));
  return {
    marks: new Set(MARKS.filter((mark) => selection.hasFormat(mark))),
    list: list === null ? null : list.getListType() === 'number' ? 'number' : 'bullet',
    link: $isLinkNode(link) ? link.getURL() : null,
  };
}

function same(one: Formats, other: Formats): boolean {
  return (
    one.list === other.list &&
    one.link === other.link &&
    one.marks.size === other.marks.size &&
    [...one.marks].every((mark) => other.marks.has(mark))
  );
}
