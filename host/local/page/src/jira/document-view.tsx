import { Fragment, useEffect, useState, type ReactNode } from "react";
import styles from "../laptop.module.css";
import { textOf, type Node } from "./adf";
import type { Attachment, Jira } from "./jira";

type Props = {
  readonly jira: Jira;
  readonly document: Node;
  readonly attachments: readonly Attachment[];
};

/** A document with its pictures in place, as Jira shows it to a reader. */
export function DocumentView({ jira, document, attachments }: Props) {
  const shown = (node: Node, key: number): ReactNode => {
    if (node.type === "media" || node.type === "mediaInline") {
      return <Picture key={key} jira={jira} node={node} attachments={attachments} />;
    }
    if (!hasMedia(node)) {
      return (
        <p key={key} className={styles.preserve}>
          {textOf({ type: "doc", content: [node] })}
        </p>
      );
    }
    return <Fragment key={key}>{(node.content ?? []).map(shown)}</Fragment>;
  };
  return <div>{(document.content ?? []).map(shown)}</div>;
}

/** Whether a document shows files. */
export function hasMedia(node: Node | null): boolean {
  if (node === null) return false;
  return node.type === "media" || node.type === "mediaInline" || (node.content ?? []).some(hasMedia);
}

type PictureProps = { readonly jira: Jira; readonly node: Node; readonly attachments: readonly Attachment[] };

/** A picture: of the attachments the one of its name, or the one whose address it has. */
function Picture({ jira, node, attachments }: PictureProps) {
  const name = String(node.attrs?.["alt"] ?? "");
  const byAddress = /\/attachment\/content\/(\d+)$/.exec(String(node.attrs?.["url"] ?? ""))?.[1];
  const id = byAddress ?? attachments.find(({ filename }) => filename === name)?.id;
  const [source, setSource] = useState<string>();
  useEffect(() => {
    if (id === undefined) return undefined;
    let address: string | undefined;
    let left = false;
    const show = async () => {
      const blob = await jira.content(id);
      if (left) return;
      address = URL.createObjectURL(blob);
      setSource(address);
    };
    // What is not there any more, or not for this person, stays its name.
    show().catch(() => setSource(undefined));
    return () => {
      left = true;
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [jira, id]);
  return <p>{source === undefined ? `[${name}]` : <img className={styles.picture} src={source} alt={name} />}</p>;
}
