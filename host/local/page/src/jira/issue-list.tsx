import { useCallback } from "react";
import styles from "../laptop.module.css";
import { Trouble } from "../trouble";
import { useLoaded } from "../use-loaded";
import type { Jira } from "./jira";

type Props = {
  readonly jira: Jira;
  readonly project: string;
  readonly issue: string;
  /** Another number whenever Jira may have changed. */
  readonly version: number;
  readonly choose: (change: { readonly project?: string; readonly issue?: string }) => void;
};

/** The projects that the user sees, and the issues of one. */
export function IssueList({ jira, project, issue, version, choose }: Props) {
  const projects = useLoaded(useCallback(() => jira.projects(), [jira]));
  const load = useCallback(async () => ({ found: await jira.issues(project), version }), [jira, project, version]);
  const issues = useLoaded(load);
  return (
    <nav aria-label="Issues" className={styles.list}>
      <select aria-label="Project" value={project} onChange={(event) => choose({ project: event.target.value })}>
        {(projects.value ?? [{ key: project, name: project, id: "" }]).map(({ key, name }) => (
          <option key={key} value={key}>
            {name} ({key})
          </option>
        ))}
      </select>
      {issues.error === undefined ? null : <Trouble error={issues.error} reload={issues.reload} />}
      <ul>
        {issues.value?.found.map(({ key, summary }) => (
          <li key={key}>
            <button type="button" aria-current={key === issue ? "true" : undefined} onClick={() => choose({ issue: key })}>
              <span className={styles.subtle}>{key}</span> {summary}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
