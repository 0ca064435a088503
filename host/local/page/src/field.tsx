import { useId, useState } from "react";
import styles from "./laptop.module.css";

/** A value that can be changed in place. */
export type FieldKind =
  | { readonly kind: "text" | "date" | "datetime" | "number" | "url" }
  | { readonly kind: "longText" }
  | { readonly kind: "choice"; readonly options: readonly Option[]; readonly required?: boolean }
  | { readonly kind: "choices"; readonly options: readonly Option[] }
  | { readonly kind: "checkbox" }
  | { readonly kind: "fixed" };

export type Option = { readonly value: string; readonly label: string };

type Props = {
  readonly label: string;
  readonly kind: FieldKind;
  /** As text; several choices are separated by line breaks, a checkbox is `true` or `false`. */
  readonly value: string;
  readonly save: (value: string) => Promise<void>;
  /** Opens an address that stands in it; without it, addresses are text. */
  readonly follow?: (address: string) => void;
};

/** A field as Jira and Salesforce show it: changed in place, saved when left. */
export function Field({ label, kind, value, save, follow }: Props) {
  const id = useId();
  // A draft belongs to the value it was begun from: when that changes, it is over.
  const [begun, setBegun] = useState({ from: value, text: value });
  const [error, setError] = useState<string>();
  const draft = begun.from === value ? begun.text : value;
  const setDraft = (text: string) => setBegun({ from: value, text });

  const commit = (changed: string) => {
    if (changed === value) return;
    setError(undefined);
    save(changed).catch((thrown: unknown) => {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
      setDraft(value);
    });
  };
  const edit = (changed: string) => {
    setDraft(changed);
    commit(changed);
  };

  return (
    <div className={styles.field}>
      <label htmlFor={id} id={`${id}-label`}>
        {label}
      </label>
      <div>
        <Control id={id} kind={kind} draft={draft} setDraft={setDraft} commit={() => commit(draft)} edit={edit} />
        {kind.kind === "url" && follow !== undefined && /^https?:\/\//.test(value) ? (
          <a
            href={value}
            className={styles.address}
            onClick={(event) => {
              event.preventDefault();
              follow(value);
            }}
          >
            {value}
          </a>
        ) : null}
        {error === undefined ? null : (
          <p role="alert" className={styles.error}>
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

type ControlProps = {
  readonly id: string;
  readonly kind: FieldKind;
  readonly draft: string;
  readonly setDraft: (draft: string) => void;
  readonly commit: () => void;
  readonly edit: (value: string) => void;
};

function Control({ id, kind, draft, setDraft, commit, edit }: ControlProps) {
  switch (kind.kind) {
    case "text":
    case "date":
    case "datetime":
    case "number":
    case "url":
      return (
        <input
          id={id}
          type={kind.kind === "datetime" ? "datetime-local" : kind.kind}
          step="any"
          placeholder="None"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.currentTarget.blur();
          }}
        />
      );
    case "longText":
      return (
        <textarea
          id={id}
          rows={Math.min(12, Math.max(2, draft.split("\n").length))}
          placeholder="None"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
        />
      );
    case "choice":
      return (
        <select id={id} value={draft} onChange={(event) => edit(event.target.value)}>
          {kind.required ? null : <option value="">None</option>}
          {kind.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      );
    case "choices": {
      const chosen = new Set(draft.split("\n").filter((one) => one !== ""));
      return (
        <div role="group" aria-labelledby={`${id}-label`} id={id} className={styles.choices}>
          {kind.options.map(({ value, label }) => (
            <label key={value}>
              <input
                type="checkbox"
                checked={chosen.has(value)}
                onChange={() => edit([...chosen].filter((one) => one !== value).concat(chosen.has(value) ? [] : [value]).join("\n"))}
              />
              {label}
            </label>
          ))}
        </div>
      );
    }
    case "checkbox":
      return (
        <input id={id} type="checkbox" checked={draft === "true"} onChange={(event) => edit(String(event.target.checked))} />
      );
    case "fixed":
      return <output id={id}>{draft === "" ? "None" : draft}</output>;
    default:
      return kind satisfies never;
  }
}
