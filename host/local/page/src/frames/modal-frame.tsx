import { useEffect, useRef } from "react";
import type { OpenModal } from "./broker";
import { Frame } from "./frame";
import styles from "./frames.module.css";

/** Forge's named sizes. */
const SIZES: Readonly<Record<string, { readonly width: string; readonly height: string }>> = {
  small: { width: "400px", height: "320px" },
  medium: { width: "600px", height: "520px" },
  large: { width: "800px", height: "720px" },
  xlarge: { width: "968px", height: "90vh" },
  max: { width: "100vw", height: "100vh" },
  fullscreen: { width: "100vw", height: "100vh" },
};

type Props = { readonly modal: OpenModal; readonly onClose: (payload: unknown) => void };

/** A dialog that a frame opened: another frame over the whole page. Focus goes back where it came from. */
export function ModalFrame({ modal, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  const close = useRef(onClose);
  const { closeOnEscape, closeOnOverlayClick } = modal;

  useEffect(() => {
    close.current = onClose;
  }, [onClose]);
  // Before the focus goes anywhere: as in Jira, it does not leave the dialog while it is open.
  useEffect(() => (box.current === null ? undefined : keepOut(box.current)), []);
  useEffect(() => {
    const opener = before.current;
    box.current?.querySelector("iframe")?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  useEffect(() => {
    if (!closeOnEscape) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") close.current(undefined);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [closeOnEscape]);

  const size = typeof modal.size === "string" ? SIZES[modal.size] : (modal.size as { width: string; height?: string });
  return (
    <div
      className={styles.blanket}
      onClick={(event) => {
        if (closeOnOverlayClick && event.target === event.currentTarget) onClose(undefined);
      }}
    >
      <div ref={box} role="dialog" aria-modal="true" aria-label={modal.title || "Weftline"} className={styles.dialog} style={size}>
        <Frame place={modal.place} title={modal.title || "Weftline"} onClose={onClose} filling />
      </div>
    </div>
  );
}

/** Makes everything but an element unreachable. Gives a function that ends it. */
function keepOut(element: Element): () => void {
  const shut: Element[] = [];
  for (let inside = element; inside.parentElement !== null && inside !== document.body; inside = inside.parentElement) {
    const others = [...inside.parentElement.children].filter((other) => other !== inside && !other.hasAttribute("inert"));
    for (const other of others) other.setAttribute("inert", "");
    shut.push(...others);
  }
  return () => {
    for (const other of shut) other.removeAttribute("inert");
  };
}
