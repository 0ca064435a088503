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
  /** Changes one's text. */
  readonly edit: (id: string, text: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
};

/** Comments of an issue or a record, and a field for another one. */
export function Comments({ place, comments, add, choice, edit, remove }: Props) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(false);
  const [error, setError] = useState<string>();
  const work = async (change: Promise<void>) => {
    try {
      await change;
      setError(undefined);
      return true;
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
      return false;
    }
  };
  const send = async () => {
    if (await work(add(text, chosen))) setText("");
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
            <CommentText
              text={comment.text}
              save={(changed) => work(edit(comment.id, changed))}
              remove={() => work(remove(comment.id))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

type TextProps = {
  readonly text: string;
  /** Tells whether it was saved. */
  readonly save: (text: string) => Promise<boolean>;
  readonly remove: () => Promise<boolean>;
};

/** A comment's text, which can be changed in place. */
function CommentText({ text, save, remove }: TextProps) {
  const [draft, setDraft] = useState<string>();
  if (draft === undefined) {
    return (
      <>
        <p className={styles.preserve}>{text}</p>
        <div className={styles.row}>
          <Button spacing="compact" appearance="subtle" onClick={() => setDraft(text)}>
            Edit
          </Button>
          <Button spacing="compact" appearance="subtle" onClick={() => void remove()}>
            Delete
          </Button>
        </div>
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save(draft).then((saved) => {
          if (saved) setDraft(undefined);
        });
      }}
    >
      <textarea aria-label="Edit the comment" rows={3} value={draft} onChange={(event) => setDraft(event.target.value)} />
      <div className={styles.row}>
        <Button type="submit" spacing="compact" isDisabled={draft.trim() === ""}>
          Save
        </Button>
        <Button spacing="compact" appearance="subtle" onClick={() => setDraft(undefined)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
