import { useEffect, useState } from "react";
import { askJson } from "../api";

/** How often something was changed, whoever did it. */
type Writes = { readonly salesforce: number; readonly jira: number };

const EVERY_MS = 2_000;

/** Looks again and again whether anything was changed, by this page, by the app or by others. */
export function useWrites(): Writes {
  const [writes, setWrites] = useState<Writes>({ salesforce: 0, jira: 0 });
  useEffect(() => {
    const look = async () => {
      if (document.hidden) return;
      const found = await askJson<Writes>("/api/control/writes").catch(() => undefined);
      if (found === undefined) return;
      setWrites((before) => (before.salesforce === found.salesforce && before.jira === found.jira ? before : found));
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return writes;
}
