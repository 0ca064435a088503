import Button from "@atlaskit/button/new";
import styles from "./laptop.module.css";

/** Why something is not shown, and another try. */
export function Trouble({ error, reload }: { readonly error: string; readonly reload: () => void }) {
  return (
    <div role="alert" className={styles.trouble}>
      <p className={styles.error}>{error}</p>
      <Button spacing="compact" onClick={reload}>
        Try again
      </Button>
    </div>
  );
}
