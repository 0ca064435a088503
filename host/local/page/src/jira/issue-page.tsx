import { useCallback } from "react";
import Button from "@atlaskit/button/new";
import Heading from "@atlaskit/heading";
import type { Place } from "../api";
import { Comments } from "../comments";
import { Field } from "../field";
import { useBroker, useOpenModal } from "../frames/frames";
import styles from "../laptop.module.css";
import { Trouble } from "../trouble";
import { useLoaded } from "../use-loaded";
import { textOf } from "./adf";
import { DocumentView, hasMedia } from "./document-view";
import { ModuleFrame } from "./module-frame";
import type { Account, Issue, Jira } from "./jira";

type Props = {
  readonly jira: Jira;
  readonly accounts: readonly Account[];
  readonly issueKey: string;
  /** Another number whenever Jira may have changed. */
  readonly version: number;
  /** The page has changed something in Jira itself. */
  readonly changed: () => void;
  /** Another text whenever the frames have to be made anew. */
  readonly frames: string;
};

const MAIN = ["summary", "description"];

/** An issue as Jira shows it, with the app's panels in their places. */
export function IssuePage({ jira, accounts, issueKey, version, changed, frames }: Props) {
  const load = useCallback(async () => {
    const [issue, comments, transitions, modules] = await Promise.all([
      jira.issue(issueKey, accounts),
      jira.comments(issueKey),
      jira.transitions(issueKey),
      jira.modules(issueKey),
    ]);
    return { issue, comments, transitions, modules, version };
  }, [jira, issueKey, accounts, version]);
  const { value, error, reload } = useLoaded(load);
  const broker = useBroker();
  const openModal = useOpenModal();
  const place = useCallback(
    (module: string): Place => ({ account: jira.account, module, issue: issueKey }),
    [jira.account, issueKey],
  );

  if (error !== undefined) return <Trouble error={error} reload={reload} />;
  if (value === undefined || value.issue.key !== issueKey) return <p className={styles.subtle}>Loading…</p>;
  const { issue, comments, transitions, modules } = value;
  const shown = (type: string) => modules.filter((module) => module.shown && module.type === type);
  const offered = modules.filter(({ panel }) => panel?.offered === true);
  const add = async (module: string, added: boolean) => {
    await jira.addPanel(issueKey, module, added);
    reload();
  };
  const change = async (work: Promise<void>, changeType: "updated" | "commented" = "updated") => {
    await work;
    changed();
    // As Jira tells frames on an issue; like there, only of what was changed on this page.
    const changes = [{ changeType, atlassianId: jira.account }];
    broker.announce("JIRA_ISSUE_CHANGED", { issueId: issue.id, projectId: issue.projectId, changes });
  };
  return (
    <article className={styles.issue}>
      <div className={styles.main}>
        <p className={styles.subtle}>
          {issue.type} · {issue.key}
        </p>
        <Heading size="large" as="h3">
          {issue.summary}
        </Heading>
        <div role="group" aria-label="Actions">
          {shown("jira:issueAction").map(({ key, title, size = "medium" }) => (
            <Button
              key={key}
              spacing="compact"
              appearance="subtle"
              onClick={() =>
                // As in Jira: the dialog is the app's own, and nobody is told what came of it.
                openModal({ place: place(key), size, title, closeOnEscape: false, closeOnOverlayClick: false, onClosed: () => undefined })
              }
            >
              {title}
            </Button>
          ))}
        </div>
        {issue.editable ? null : (
          <>
            <p className={styles.subtle}>You can see this issue, not change it.</p>
            <p className={styles.preserve}>{issue.description}</p>
          </>
        )}
        {hasMedia(issue.document) && issue.document !== null ? (
          <section aria-label="Description with pictures">
            <DocumentView jira={jira} document={issue.document} attachments={issue.attachments} />
          </section>
        ) : null}
        <Fields jira={jira} issue={issue} chosen={(id) => MAIN.includes(id)} change={change} />
        {offered.length === 0 ? null : (
          <div role="group" aria-label="Apps">
            {offered.map(({ key, title }) => (
              <Button key={key} spacing="compact" onClick={() => void add(key, true)}>
                Add {title}
              </Button>
            ))}
          </div>
        )}
        {shown("jira:issuePanel").map(({ key, title, panel }) => (
          <section key={key} aria-label={`${title}, list view`}>
            <Heading size="small" as="h3">
              {title}
            </Heading>
            <ModuleFrame place={place(key)} title={`${title}, list view`} frames={frames} />
            {panel?.added === true && !panel.pinned ? (
              <Button spacing="compact" appearance="subtle" onClick={() => void add(key, false)}>
                Remove {title}
              </Button>
            ) : null}
          </section>
        ))}
        <Comments
          place="Jira"
          comments={comments.map(({ id, author, created, body }) => ({ id, author: author.displayName, at: created, text: textOf(body) }))}
          add={(text) => change(jira.comment(issueKey, text), "commented")}
          edit={(id, text) => change(jira.editComment(issueKey, id, text), "commented")}
          remove={(id) => change(jira.deleteComment(issueKey, id), "commented")}
        />
      </div>
      <aside className={styles.side}>
        <Field
          label="Status"
          kind={{
            kind: "choice",
            required: true,
            options: [{ value: "", label: issue.status }, ...transitions.map(({ id, name, to }) => ({ value: id, label: `${name} → ${to.name}` }))],
          }}
          value=""
          save={(id) => change(jira.transition(issueKey, id))}
        />
        {shown("jira:issueContext").map(({ key, title }) => (
          <section key={key} aria-label={`${title}, compact view`} className={styles.context}>
            <Heading size="xsmall" as="h3">
              {title}
            </Heading>
            <ModuleFrame place={place(key)} title={`${title}, compact view`} frames={frames} />
          </section>
        ))}
        <Fields jira={jira} issue={issue} chosen={(id) => !MAIN.includes(id)} change={change} />
      </aside>
    </article>
  );
}

type FieldsProps = {
  readonly jira: Jira;
  readonly issue: Issue;
  readonly chosen: (id: string) => boolean;
  readonly change: (work: Promise<void>) => Promise<void>;
};

function Fields({ jira, issue, chosen, change }: FieldsProps) {
  return issue.fields
    .filter(({ id }) => chosen(id))
    .map(({ id, name, kind, value, encode }) => (
      <Field key={id} label={name} kind={kind} value={value} save={(text) => change(jira.edit(issue.key, id, encode(text)))} />
    ));
}
