import { useCallback } from "react";
import type { Place } from "../api";
import styles from "../laptop.module.css";
import { Trouble } from "../trouble";
import { useLoaded } from "../use-loaded";
import type { Jira } from "./jira";
import { ModuleFrame } from "./module-frame";

type Props = {
  readonly jira: Jira;
  /** The project whose settings they are; none for those of the site. */
  readonly project?: string;
  /** Another text whenever the frames have to be made anew. */
  readonly frames: string;
};

/** The app's pages for administrators of the site, or of a project, as far as their conditions hold. */
export function AdminPages({ jira, project, frames }: Props) {
  const { value, error, reload } = useLoaded(useCallback(() => jira.modules(undefined, project), [jira, project]));
  if (error !== undefined) return <Trouble error={error} reload={reload} />;
  if (value === undefined) return <p className={styles.subtle}>Loading…</p>;
  const shown = value.filter((module) => module.shown);
  if (shown.length === 0) return <p className={styles.subtle}>The app has no page here that this person is shown.</p>;
  return shown.map(({ key, title }) => {
    const place: Place = { account: jira.account, module: key, project };
    return <ModuleFrame key={key} place={place} title={project === undefined ? `${title}'s admin page` : `${title} in project ${project}`} frames={frames} />;
  });
}
