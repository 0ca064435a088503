import { CodeNode } from '@lexical/code';
import { AutoLinkNode, createLinkMatcherWithRegExp, LinkNode } from '@lexical/link';
import { ListItemNode, ListNode } from '@lexical/list';
import { AutoFocusPlugin } from '@lexical/react/LexicalAutoFocusPlugin';
import { AutoLinkPlugin } from '@lexical/react/LexicalAutoLinkPlugin';
import { LexicalComposer, type InitialConfigType } from '@lexical/react/LexicalComposer';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { ContentEditable } from '@lexical/react/LexicalContentEditable';
import { LexicalErrorBoundary } from '@lexical/react/LexicalErrorBoundary';
import { HistoryPlugin } from '@lexical/react/LexicalHistoryPlugin';
import { LinkPlugin } from '@lexical/react/LexicalLinkPlugin';
import { ListPlugin } from '@lexical/react/LexicalListPlugin';
import { RichTextPlugin } from '@lexical/react/LexicalRichTextPlugin';
import { HeadingNode, QuoteNode } from '@lexical/rich-text';
import {
  CLEAR_HISTORY_COMMAND,
  COMMAND_PRIORITY_HIGH,
  HISTORY_MERGE_TAG,
  KEY_ENTER_COMMAND,
  type EditorThemeClasses,
  type Klass,
  type LexicalNode,
} from 'lexical';
import { useEffect, useRef, useState } from 'react';
import type { EditorProps } from './editor';
import styles from './editor.module.css';
import { $fill, htmlOf, textOf } from './html';
import { safeLink } from './safe-link';
import { Toolbar } from './toolbar';

const FEED_NODES: readonly Klass<LexicalNode>[] = [ListNode, ListItemNode, LinkNode, AutoLinkNode];
const FIELD_NODES: readonly Klass<LexicalNode>[] = [...FEED_NODES, HeadingNode, QuoteNode, CodeNode];

const THEME: EditorThemeClasses = {
  paragraph: styles.paragraph ?? '',
  text: {
    bold: styles.bold ?? '',
    italic: styles.italic ?? '',
    underline: styles.underline ?? '',
    strikethrough: styles.strikethrough ?? '',
    underlineStrikethrough: styles.underlineStrikethrough ?? '',
    code: styles.inlineCode ?? '',
  },
  list: { ul: styles.list ?? '', ol: styles.list ?? '', nested: { listitem: styles.nestedItem ?? '' } },
  link: styles.link ?? '',
  quote: styles.quote ?? '',
  code: styles.code ?? '',
};

const MATCHERS = [createLinkMatcherWithRegExp(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/u)];

/** The editor itself, with its toolbar. */
export function LexicalEditor(props: EditorProps) {
  const { id, label, describedBy, placeholder, holds, value, isInvalid = false, isRequired = false, isDisabled = false } = props;
  // Read once, when the editor is made; later values come in by `Value`.
  const [config] = useState<InitialConfigType>(() => ({
    namespace: id,
    nodes: holds === 'field' ? FIELD_NODES : FEED_NODES,
    theme: THEME,
    editable: !isDisabled,
    editorState: (editor) => $fill(editor, value),
    onError: (error) => {
      throw error;
    },
  }));
  return (
    <LexicalComposer initialConfig={config}>
      <div className={isInvalid ? `${styles.frame} ${styles.invalid}` : styles.frame} data-disabled={isDisabled}>
        <Toolbar isDisabled={isDisabled} controls={id} />
        <div className={styles.sheet}>
          <RichTextPlugin
            contentEditable={
              <ContentEditable
                id={id}
                className={styles.content}
                aria-label={label}
                aria-describedby={describedBy}
                aria-multiline
                aria-invalid={isInvalid}
                aria-required={isRequired}
                aria-disabled={isDisabled}
                {...placeholderOf(placeholder)}
              />
            }
            ErrorBoundary={LexicalErrorBoundary}
          />
        </div>
        <HistoryPlugin />
        <ListPlugin />
        <LinkPlugin validateUrl={(address) => safeLink(address) !== null} />
        <AutoLinkPlugin matchers={MATCHERS} />
        {props.autoFocus === true && <AutoFocusPlugin />}
        <Value value={value} isDisabled={isDisabled} onChange={props.onChange} />
        <Submit onSubmit={props.onSubmit} />
      </div>
    </LexicalComposer>
  );
}

function placeholderOf(text: string | undefined) {
  if (text === undefined) return {};
  const placeholder = (
    <div className={styles.placeholder} aria-hidden="true">
      {text}
    </div>
  );
  return { 'aria-placeholder': text, placeholder };
}

/** Keeps the editor's value and its owner's the same. */
function Value({ value, isDisabled, onChange }: Pick<EditorProps, 'value' | 'onChange'> & { isDisabled: boolean }) {
  const [editor] = useLexicalComposerContext();
  /** The value as its owner knows it: what comes back from there is not put in again, which would move the caret. */
  const known = useRef(value);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  }, [onChange]);
  useEffect(
    () =>
      editor.registerUpdateListener(({ editorState, prevEditorState, dirtyElements, dirtyLeaves, tags }) => {
        // What was put in here, by its owner, is no change.
        if (tags.has(HISTORY_MERGE_TAG) || (dirtyElements.size === 0 && dirtyLeaves.size === 0)) return;
        const html = editorState.read(htmlOf);
        if (html === prevEditorState.read(htmlOf)) return;
        known.current = html;
        tell.current(html, editorState.read(textOf));
      }),
    [editor],
  );
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    editor.update(() => $fill(editor, value), { tag: HISTORY_MERGE_TAG });
    editor.dispatchCommand(CLEAR_HISTORY_COMMAND, undefined);
  }, [editor, value]);
  useEffect(() => editor.setEditable(!isDisabled), [editor, isDisabled]);
  useEffect(
    () =>
      // What is pasted may lead anywhere.
      editor.registerNodeTransform(LinkNode, (link) => {
        if (safeLink(link.getURL()) !== null) return;
        for (const child of link.getChildren()) link.insertBefore(child);
        link.remove();
      }),
    [editor],
  );
  return null;
}

function Submit({ onSubmit }: Pick<EditorProps, 'onSubmit'>) {
  const [editor] = useLexicalComposerContext();
  useEffect(() => {
    if (onSubmit === undefined) return undefined;
    return editor.registerCommand(
      KEY_ENTER_COMMAND,
      (event) => {
        if (event === null || !(event.ctrlKey || event.metaKey)) return false;
        event.preventDefault();
        onSubmit();
        return true;
      },
      COMMAND_PRIORITY_HIGH,
    );
  }, [editor, onSubmit]);
  return null;
}
