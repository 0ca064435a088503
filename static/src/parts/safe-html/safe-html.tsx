import { createElement, Fragment, useMemo, type ReactNode } from 'react';
import type { ImageRef } from '../../wire';
import { OutsideLink } from '../outside-link';
import { FetchedImage } from './fetched-image';
import styles from './safe-html.module.css';

/** Elements that are shown as they are. What is not named here is only what is in it. */
const ELEMENTS: ReadonlySet<string> = new Set([
  ...['p', 'div', 'blockquote', 'pre', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'figure', 'figcaption'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'],
  ...['abbr', 'b', 'cite', 'code', 'del', 'dfn', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's', 'samp', 'small', 'strong'],
  ...['sub', 'sup', 'time', 'u', 'var', 'bdi'],
]);

/** Elements of old, and headings, which would be out of order in a page that has its own. */
const INSTEAD: Readonly<Record<string, readonly [string, string | undefined]>> = {
  big: ['b', undefined],
  strike: ['s', undefined],
  tt: ['code', undefined],
  h1: ['p', styles.heading],
  h2: ['p', styles.heading],
  h3: ['p', styles.heading],
  h4: ['p', styles.heading],
  h5: ['p', styles.heading],
  h6: ['p', styles.heading],
};

/** What is in these is not for people. */
const LEFT_OUT: ReadonlySet<string> = new Set(['script', 'style', 'template', 'title', 'iframe', 'object', 'noscript', 'svg', 'math']);

/** Between these, white space is no text. */
const PARENTS_ONLY: ReadonlySet<string> = new Set(['ul', 'ol', 'dl', 'table', 'thead', 'tbody', 'tfoot', 'tr']);

/** As deep as anyone has reason to nest; below it only the text is shown. */
const DEPTH_MAX = 100;

interface Props {
  /** HTML that the core has sanitised. */
  readonly html: string;
  /** Its images, by the number in `data-image`. */
  readonly images: readonly ImageRef[];
}

/**
 * Shows rich text. The core has made it safe already; here it is read into a document that runs nothing, and from that
 * one elements are made by a list of what is allowed.
 */
export function SafeHtml({ html, images }: Props) {
  const content = useMemo(() => {
    const { body } = new DOMParser().parseFromString(html, 'text/html');
    return childrenOf(body, images, 0);
  }, [html, images]);
  return (
    <div className={styles.content} dir="auto">
      {content}
    </div>
  );
}

function childrenOf(parent: Node, images: readonly ImageRef[], depth: number): ReactNode[] {
  return [...parent.childNodes].map((node, index) => <Fragment key={index}>{shown(node, images, depth)}</Fragment>);
}

function shown(node: Node, images: readonly ImageRef[], depth: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.textContent ?? '';
    const parent = node.parentNode?.nodeName.toLowerCase() ?? '';
    return PARENTS_ONLY.has(parent) && text.trim() === '' ? null : text;
  }
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (LEFT_OUT.has(name)) return null;
  if (depth > DEPTH_MAX) return node.textContent;
  if (name === 'br' || name === 'hr') return createElement(name);
  if (name === 'img') return <Image element={node} images={images} />;
  const children = childrenOf(node, images, depth + 1);
  if (name === 'a') return <OutsideLink address={node.getAttribute('href') ?? ''}>{children}</OutsideLink>;
  if (name === 'table')
    return (
      <div className={styles.table} tabIndex={0}>
        <table>{children}</table>
      </div>
    );
  const [tag, className] = INSTEAD[name] ?? [name, undefined];
  return ELEMENTS.has(tag) ? createElement(tag, { className, ...attributesOf(node) }, ...children) : children;
}

function Image({ element, images }: { element: Element; images: readonly ImageRef[] }) {
  const name = element.getAttribute('alt') ?? '';
  const at = element.getAttribute('data-image');
  const image = at !== null && /^\d+$/.test(at) ? images[Number(at)] : undefined;
  return image === undefined ? <span className={styles.noImage}>{name}</span> : <FetchedImage image={image} name={name} />;
}

function attributesOf(element: Element): Record<string, number> {
  const numbers = (element.localName === 'ol' ? ['start'] : ['colspan', 'rowspan']).flatMap((name) => {
    const value = Number.parseInt(element.getAttribute(name) ?? '', 10);
    return Number.isNaN(value) ? [] : [[name === 'colspan' ? 'colSpan' : name === 'rowspan' ? 'rowSpan' : name, value] as const];
  });
  return Object.fromEntries(numbers);
}
