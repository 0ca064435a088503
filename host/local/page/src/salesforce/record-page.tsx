import { useCallback } from "react";
import Heading from "@atlaskit/heading";
import { Comments } from "../comments";
import { Field } from "../field";
import styles from "../laptop.module.css";
import { Trouble } from "../trouble";
import { useLoaded } from "../use-loaded";
import type { Salesforce } from "./salesforce";

type Props = {
  readonly salesforce: Salesforce;
  readonly object: string;
  readonly record: string;
  /** Another number whenever Salesforce may have changed. */
  readonly version: number;
  /** The page has changed something in Salesforce itself. */
  readonly changed: () => void;
  /** Opens an address that stands in a field. */
  readonly follow: (address: string) => void;
};

/** A record as Salesforce shows it. */
export function RecordPage({ salesforce, object, record, version, changed, follow }: Props) {
  const load = useCallback(
    async () => ({ ...(await salesforce.record(object, record)), version }),
    [salesforce, object, record, version],
  );
  const { value, error, reload } = useLoaded(load);
  if (error !== undefined) return <Trouble error={error} reload={reload} />;
  if (value === undefined) return <p className={styles.subtle}>Loading…</p>;
  const change = async (work: Promise<void>) => {
    await work;
    changed();
  };
  return (
    <article className={styles.record}>
      <p className={styles.subtle}>{value.object}</p>
      <Heading size="medium" as="h3">
        {value.name}
      </Heading>
      {value.fields.map(({ field, label, kind, value: shown, encode }) => (
        <Field
          key={field}
          label={label}
          kind={kind}
          value={shown}
          follow={follow}
          save={(text) => change(salesforce.update(object, record, field, encode(text)))}
        />
      ))}
      {value.comments === undefined ? null : (
        <Comments
          place="Salesforce"
          comments={value.comments.map(({ isPublic, ...comment }) => ({ ...comment, badge: isPublic ? "Public" : "Internal" }))}
          add={(text, isPublic) => change(salesforce.comment(record, text, isPublic))}
          choice="Public"
          edit={(id, text) => change(salesforce.editComment(id, text))}
          remove={(id) => change(salesforce.deleteComment(id))}
        />
      )}
    </article>
  );
}
