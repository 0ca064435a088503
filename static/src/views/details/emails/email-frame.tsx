import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useRecordImages } from '../../../parts/safe-html/record-images';
import type { EmailView, ImageRef } from '../../../wire';
import styles from './emails.module.css';

/** More of them are not fetched for one message: each costs a call of Salesforce's API. */
const IMAGES_MAX = 30;

/** What the message may do, whatever it says: show itself, with pictures and styles that are part of it. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/**
 * How a message looks that does not say. Messages are made for white paper, in a dark theme too. What is important in the
 * first layer stands above all that a message's own sheets say is important: none hides the whole of itself.
 */
const STYLE = `
@layer frame { html, body { display: block !important; opacity: 1 !important; position: static !important; visibility: visible !important; } }
:root { color-scheme: light; }
body { background: #fff; color: #292a2e; font: 14px/1.5 ui-sans-serif, -apple-system, "Segoe UI", system-ui, sans-serif;
  margin: 0; overflow-wrap: anywhere; padding: 12px; }
body > :first-child { margin-top: 0; }
img { height: auto; max-width: 100%; }
img:not([src]) { border: 1px dashed #8c8f97; color: #505258; display: inline-block; padding: 4px 8px; }
pre.text { font: inherit; margin: 0; white-space: pre-wrap; }
`;

/**
 * A message's body, in a frame of its own: without scripts, without an origin, with nothing loaded from anywhere. The
 * browser reads it there, however long it is. Its links open in a new tab.
 */
export function EmailFrame({ email, title }: { email: EmailView; title: string }) {
  const sources = useSources(email.images);
  const source = useMemo(() => frameOf(email, sources), [email, sources]);
  const keepFocus = useKeptFocus(source);
  return (
    // Another frame for what has its pictures: one that is still loading is not given something else to load.
    <iframe
      key={sources.size}
      className={styles.frame}
      title={title}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={source}
      onLoad={keepFocus}
    />
  );
}

/**
 * Puts the focus back where it was before a message was loaded. A frame that gets a process of its own sometimes leaves the
 * focus with the page around the dialog, where Escape and Tab mean nothing.
 */
function useKeptFocus(source: string): () => void {
  const held = useRef<Element | null>(null);
  useLayoutEffect(() => {
    held.current = document.hasFocus() ? document.activeElement : null;
  }, [source]);
  return () => {
    const element = held.current;
    held.current = null;
    if (document.hasFocus() || document.activeElement !== element) return;
    window.focus();
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  };
}

/** The images as `data:` addresses by their numbers, all at once when all have come: each change loads the frame anew. */
function useSources(wanted: readonly ImageRef[]): ReadonlyMap<number, string> {
  const images = useRecordImages();
  const [sources, setSources] = useState<ReadonlyMap<number, string>>(new Map());
  useEffect(() => {
    if (wanted.length === 0) return undefined;
    let current = true;
    const asked = wanted.slice(0, IMAGES_MAX).map(async (image, index) => {
      const fetched = await images.fetch(image);
      return fetched.kind === 'ready' ? ([index, fetched.source] as const) : null;
    });
    void Promise.all(asked).then((all) => {
      if (current) setSources(new Map(all.filter((each) => each !== null)));
    });
    return () => {
      current = false;
    };
  }, [images, wanted]);
  return sources;
}

function frameOf({ html, text }: EmailView, sources: ReadonlyMap<number, string>): string {
  // The core writes its images in this one way, and leaves no attribute of that name of the message's own.
  const body =
    html === null
      ? `<pre class="text" dir="auto">${escaped(text)}</pre>`
      : html.replace(/<img data-image="(\d+)"/g, (whole, number: string) => {
          const source = sources.get(Number(number));
          return source === undefined ? whole : `<img src="${source}"`;
        });
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><base target="_blank"><style>${STYLE}</style></head><body>${body}</body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
