import { useState } from "react";
import Button from "@atlaskit/button/new";
import styles from "./laptop.module.css";

export type ShownComment = {
  readonly id: string;
  readonly author: string;
  readonly at: string;
  readonly text: string;
  readonly badge?: string | undefined;
};

type Props = {
  /** Where they are. */
  readonly place: string;
  readonly comments: readonly ShownComment[];
  /** Adds one; the choice is offered where there is a label for it. */
  readonly add: (text: string, chosen: boolean) => Promise<void>;
  readonly choice?: string;
};

/** Comments of an issue or a record, and a field for another one. */
export function Comments({ place, comments, add, choice }: Props) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(false);
  const [error, setError] = useState<string>();
  const send = async () => {
    try {
      await add(text, chosen);
      setText("");
      setError(undefined);
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <section aria-label={`Comments in ${place}`} className={styles.comments}>
      <h3>Comments</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea aria-label="Add a comment" placeholder="Add a comment…" rows={2} value={text} onChange={(event) => setText(event.target.value)} />
        <div className={styles.row}>
          <Button type="submit" isDisabled={text.trim() === ""} spacing="compact">
            Comment
          </Button>
          {choice === undefined ? null : (
            <label>
              <input type="checkbox" checked={chosen} onChange={(event) => setChosen(event.target.checked)} /> {choice}
            </label>
          )}
        </div>
        {error === undefined ? null : (
          <p role="alert" className={styles.error}>
            {error}
          </p>
        )}
      </form>
      <ul>
        {comments.map((comment) => (
          <li key={comment.id}>
            <p className={styles.subtle}>
              <strong>{comment.author}</strong> {new Date(comment.at).toLocaleString()}
              {comment.badge === undefined ? null : <span className={styles.badge}>{comment.badge}</span>}
            </p>
            <p className={styles.preserve}>{comment.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
