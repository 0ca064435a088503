import { useCallback, useState } from "react";
import styles from "../laptop.module.css";
import { Trouble } from "../trouble";
import { useLoaded } from "../use-loaded";
import { OBJECTS, type ObjectName, type Salesforce } from "./salesforce";

type Props = {
  readonly salesforce: Salesforce;
  readonly object: ObjectName;
  readonly record: string;
  readonly version: number;
  readonly choose: (change: { readonly object?: string; readonly record?: string }) => void;
};

/** Records of an object, those changed last on top. */
export function RecordList({ salesforce, object, record, version, choose }: Props) {
  const [text, setText] = useState("");
  const load = useCallback(
    async () => ({ rows: await salesforce.recent(object, text), version }),
    [salesforce, object, text, version],
  );
  const { value, error, reload } = useLoaded(load);
  return (
    <nav aria-label="Salesforce records" className={styles.list}>
      <div className={styles.row}>
        <select aria-label="Object" value={object} onChange={(event) => choose({ object: event.target.value, record: "" })}>
          {OBJECTS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <input type="search" aria-label="Search records" placeholder="Search…" value={text} onChange={(event) => setText(event.target.value)} />
      </div>
      {error === undefined ? null : <Trouble error={error} reload={reload} />}
      <ul>
        {value?.rows.map(({ id, name, detail }) => (
          <li key={id}>
            <button type="button" aria-current={id === record ? "true" : undefined} onClick={() => choose({ record: id })}>
              <span className={styles.subtle}>{name}</span> {detail}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
