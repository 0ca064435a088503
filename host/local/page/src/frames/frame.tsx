import { useEffect, useRef, useState } from "react";
import type { Place } from "../api";
import { useBroker } from "./frames";
import styles from "./frames.module.css";

type Props = {
  readonly place: Place;
  readonly title: string;
  /** Only a dialog can be closed. */
  readonly onClose?: ((payload: unknown) => void) | undefined;
  /** Whether the frame has the height of the place it is in, not of what is in it. */
  readonly filling?: boolean;
  /** Whether the page around it keeps what its form holds. */
  readonly configurable?: boolean;
};

/** The app's page in a frame. */
export function Frame({ place, title, onClose, filling = false, configurable = false }: Props) {
  const broker = useBroker();
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(120);
  const [version, setVersion] = useState(0);
  const close = useRef(onClose);
  const closable = onClose !== undefined;

  useEffect(() => {
    close.current = onClose;
  }, [onClose]);
  useEffect(() => {
    const inside = frame.current?.contentWindow;
    if (inside == null) return undefined;
    return broker.add(inside, {
      place,
      configurable,
      resize: setHeight,
      refresh: () => setVersion((before) => before + 1),
      ...(closable ? { close: (payload: unknown) => close.current?.(payload) } : {}),
    });
  }, [broker, place, closable, configurable, version]);

  return (
    <iframe
      key={version}
      ref={frame}
      title={title}
      src="/app/index.html"
      className={filling ? styles.filling : styles.frame}
      style={filling ? undefined : { height }}
    />
  );
}
