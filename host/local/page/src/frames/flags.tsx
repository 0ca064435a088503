import { useEffect } from "react";
import { IconButton } from "@atlaskit/button/new";
import CrossIcon from "@atlaskit/icon/core/cross";
import type { Flag } from "./broker";
import styles from "./frames.module.css";

const DISMISSED_AFTER_MS = 8000;

/** Messages that frames show over the page. */
export function Flags({ flags, onClose }: { readonly flags: readonly Flag[]; readonly onClose: (id: string) => void }) {
  return (
    <div className={styles.flags} role="status" aria-live="polite">
      {flags.map((flag) => (
        <ShownFlag key={flag.id} flag={flag} onClose={onClose} />
      ))}
    </div>
  );
}

function ShownFlag({ flag, onClose }: { readonly flag: Flag; readonly onClose: (id: string) => void }) {
  const { id, isAutoDismiss = false } = flag;
  useEffect(() => {
    if (!isAutoDismiss) return undefined;
    const timer = setTimeout(() => onClose(id), DISMISSED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [id, isAutoDismiss, onClose]);
  return (
    <div className={styles.flag} data-type={flag.type}>
      <div>
        <strong>{flag.title}</strong>
        {flag.description === undefined ? null : <p>{flag.description}</p>}
      </div>
      <IconButton icon={CrossIcon} label="Dismiss" appearance="subtle" spacing="compact" onClick={() => onClose(id)} />
    </div>
  );
}
