import { useCallback, useMemo, useState } from "react";
import type { Place } from "../api";
import styles from "../laptop.module.css";
import { Trouble } from "../trouble";
import { useLoaded } from "../use-loaded";
import { Jira } from "./jira";
import { Edited, ShownRule } from "./workflow-page";

/** A post function by itself, or the place for a new one, of a transition of a project's workflow. */
export function SingleRule({ query, place }: { readonly query: URLSearchParams; readonly place: Place }) {
  const { account, module, project = "", locale } = place;
  const jira = useMemo(() => new Jira(account), [account]);
  const { value, error, reload } = useLoaded(useCallback(() => jira.workflow(project), [jira, project]));
  const [kept, setKept] = useState(false);
  if (error !== undefined) return <Trouble error={error} reload={reload} />;
  if (value === undefined) return <p className={styles.subtle}>Loading…</p>;
  if (kept) return <p role="status">Kept.</p>;
  const at = { workflow: value.workflow.id, transition: query.get("transition") ?? "" };
  const title = value.modules.find(({ key }) => key === module)?.title ?? module;
  const id = query.get("rule") ?? undefined;
  if (id !== undefined && query.get("entry") === "view")
    return <ShownRule place={{ account, module, locale, rule: { ...at, entry: "view", id } }} title={title} frames="" />;
  return (
    <Edited
      place={{ account, module, locale, rule: { ...at, entry: id === undefined ? "create" : "edit", id } }}
      title={title}
      action={id === undefined ? "Add" : "Update"}
      frames=""
      save={(configuration) => jira.keepPostFunction({ ...at, ...(id === undefined ? { module } : { id }), configuration })}
      close={setKept}
    />
  );
}
