import { $isCodeNode } from '@lexical/code';
import { $generateNodesFromDOM } from '@lexical/html';
import { $isLinkNode } from '@lexical/link';
import { $isListItemNode, $isListNode, type ListItemNode, type ListNode } from '@lexical/list';
import { $isHeadingNode, $isQuoteNode } from '@lexical/rich-text';
import {
  $createParagraphNode,
  $getRoot,
  $isElementNode,
  $isLineBreakNode,
  $isTextNode,
  type ElementNode,
  type LexicalEditor,
  type LexicalNode,
  type ParagraphNode,
  type TextFormatType,
  type TextNode,
} from 'lexical';
import { safeLink } from './safe-link';

/** Within an update: makes the editor hold what HTML says. */
export function $fill(editor: LexicalEditor, html: string): void {
  const root = $getRoot();
  root.clear();
  const nodes = html === '' ? [] : $generateNodesFromDOM(editor, new DOMParser().parseFromString(html, 'text/html'));
  let open: ParagraphNode | null = null;
  for (const node of nodes) {
    if ($isElementNode(node) && !node.isInline()) {
      open = null;
      root.append(node);
    } else if (open !== null || node.getTextContent().trim() !== '') {
      if (open === null) root.append((open = $createParagraphNode()));
      open.append(node);
    }
  }
  if (root.isEmpty()) root.append($createParagraphNode());
}

/** Within a read: what the editor holds, as plain HTML; empty when there is nothing but white space. */
export function htmlOf(): string {
  const root = $getRoot();
  if (root.getTextContent().trim() === '') return '';
  const blocks = root.getChildren().map(blockOf);
  while (blocks.at(-1) === BLANK) blocks.pop();
  return blocks.slice(blocks.findIndex((block) => block !== BLANK)).join('');
}

/** A blank line: a paragraph with nothing in it would have no height. */
const BLANK = '<p>&#160;</p>';

/** Within a read: the text alone, as it is counted. */
export function textOf(): string {
  return $getRoot().getTextContent().trim();
}

function blockOf(node: LexicalNode): string {
  if ($isListNode(node)) return listOf(node);
  if ($isHeadingNode(node)) return `<${node.getTag()}>${inlinesOf(node)}</${node.getTag()}>`;
  if ($isQuoteNode(node)) return `<blockquote>${inlinesOf(node)}</blockquote>`;
  if ($isCodeNode(node)) return `<pre>${escaped(node.getTextContent())}</pre>`;
  if ($isElementNode(node)) return node.getTextContent().trim() === '' ? BLANK : `<p>${inlinesOf(node)}</p>`;
  return inlineOf(node);
}

/** Lexical puts a nested list into an item of its own; HTML puts it into the item before. */
function listOf(list: ListNode): string {
  const tag = list.getListType() === 'number' ? 'ol' : 'ul';
  const items: string[] = [];
  for (const item of list.getChildren()) {
    if (!$isListItemNode(item)) continue;
    const nested = nestedOf(item);
    const last = items.pop();
    if (nested === null) {
      if (last !== undefined) items.push(last);
      items.push(inlinesOf(item));
    } else items.push(`${last ?? ''}${listOf(nested)}`);
  }
  return `<${tag}>${items.map((item) => `<li>${item}</li>`).join('')}</${tag}>`;
}

function nestedOf(item: ListItemNode): ListNode | null {
  const first = item.getFirstChild();
  return item.getChildrenSize() === 1 && $isListNode(first) ? first : null;
}

function inlinesOf(element: ElementNode): string {
  return element
    .getChildren()
    .map((node) => ($isListNode(node) ? listOf(node) : inlineOf(node)))
    .join('');
}

function inlineOf(node: LexicalNode): string {
  if ($isLineBreakNode(node)) return '<br>';
  if ($isLinkNode(node)) {
    const address = safeLink(node.getURL());
    const inner = inlinesOf(node);
    return address === null ? inner : `<a href="${escaped(address)}">${inner}</a>`;
  }
  if ($isTextNode(node)) return marked(node);
  return $isElementNode(node) ? inlinesOf(node) : escaped(node.getTextContent());
}

const MARKS: readonly (readonly [TextFormatType, string])[] = [
  ['code', 'code'],
  ['strikethrough', 's'],
  ['underline', 'u'],
  ['italic', 'i'],
  ['bold', 'b'],
];

function marked(node: TextNode): string {
  return MARKS.reduce(
    (inner, [format, tag]) => (node.hasFormat(format) ? `<${tag}>${inner}</${tag}>` : inner),
    spaced(escaped(node.getTextContent())),
  );
}

/** HTML shows one space for several: all but the last are kept as spaces that do not break. */
function spaced(text: string): string {
  return text.replace(/\t/g, '    ').replace(/ (?= )/g, '\u00a0');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
