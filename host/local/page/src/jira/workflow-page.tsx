import { useCallback, useMemo, useState } from "react";
import Button from "@atlaskit/button/new";
import Heading from "@atlaskit/heading";
import type { Place, Rule } from "../api";
import { Frame } from "../frames/frame";
import { placeKey, useBroker } from "../frames/frames";
import styles from "../laptop.module.css";
import { Trouble } from "../trouble";
import { useLoaded } from "../use-loaded";
import type { Jira, PostFunction, WorkflowModule, WorkflowTransition } from "./jira";

type Props = {
  readonly jira: Jira;
  readonly project: string;
  /** Another text whenever the frames have to be made anew. */
  readonly frames: string;
};

/** The editor of a project's workflow, as far as it is about post functions of the app. */
export function WorkflowPage({ jira, project, frames }: Props) {
  const { value, error, reload } = useLoaded(useCallback(() => jira.workflow(project), [jira, project]));
  if (error !== undefined) return <Trouble error={error} reload={reload} />;
  if (value === undefined) return <p className={styles.subtle}>Loading…</p>;
  const { workflow, modules } = value;
  return (
    <section aria-label={`Workflow of ${project}`}>
      <Heading size="medium" as="h3">
        {workflow.name}
      </Heading>
      {modules.length === 0 ? <p className={styles.subtle}>The app has nothing to add to transitions.</p> : null}
      {workflow.transitions.map((transition) => (
        <TransitionPart
          key={transition.id}
          jira={jira}
          workflow={workflow.id}
          transition={transition}
          modules={modules}
          frames={frames}
          changed={reload}
        />
      ))}
    </section>
  );
}

type PartProps = {
  readonly jira: Jira;
  readonly workflow: string;
  readonly transition: WorkflowTransition;
  readonly modules: readonly WorkflowModule[];
  readonly frames: string;
  readonly changed: () => void;
};

/** A transition with its post functions. */
function TransitionPart({ jira, workflow, transition, modules, frames, changed }: PartProps) {
  const [adding, setAdding] = useState<string>();
  const at = { workflow, transition: transition.id };
  return (
    <section aria-label={`Transition ${transition.name}`} className={styles.transition}>
      <Heading size="small" as="h4">
        {transition.name}
      </Heading>
      <p className={styles.subtle}>
        {transition.from.length === 0 ? "From anywhere" : transition.from.map(({ name }) => name).join(", ")} → {transition.to.name}
      </p>
      {transition.postFunctions.map((one) => (
        <PostFunctionPart key={one.id} jira={jira} at={at} one={one} modules={modules} frames={frames} changed={changed} />
      ))}
      {modules.map(({ key, title, description }) =>
        adding === key ? (
          <Edited
            key={key}
            place={{ account: jira.account, module: key, rule: { ...at, entry: "create" } }}
            title={title}
            action="Add"
            frames={frames}
            save={(configuration) => jira.keepPostFunction({ ...at, module: key, configuration })}
            close={(saved) => {
              setAdding(undefined);
              if (saved) changed();
            }}
          />
        ) : (
          <div key={key}>
            <Button spacing="compact" onClick={() => setAdding(key)} aria-label={`Add post function to ${transition.name}: ${title}`}>
              {`Add: ${title}`}
            </Button>
            <p className={styles.subtle}>{description}</p>
          </div>
        ),
      )}
    </section>
  );
}

type FunctionProps = {
  readonly jira: Jira;
  readonly at: { readonly workflow: string; readonly transition: string };
  readonly one: PostFunction;
  readonly modules: readonly WorkflowModule[];
  readonly frames: string;
  readonly changed: () => void;
};

/** A post function of a transition: what it does, and what can be done with it. */
function PostFunctionPart({ jira, at, one: { id, moduleKey, configuration }, modules, frames, changed }: FunctionProps) {
  const [editing, setEditing] = useState(false);
  const title = modules.find(({ key }) => key === moduleKey)?.title ?? moduleKey;
  // What it does is read again when that was changed.
  const version = frames + JSON.stringify(configuration);
  const place = (entry: Rule["entry"]): Place => ({ account: jira.account, module: moduleKey, rule: { ...at, entry, id } });
  if (editing)
    return (
      <Edited
        place={place("edit")}
        title={title}
        action="Update"
        frames={version}
        save={(changedTo) => jira.keepPostFunction({ ...at, id, configuration: changedTo })}
        close={(saved) => {
          setEditing(false);
          if (saved) changed();
        }}
      />
    );
  return (
    <article aria-label={`Post function: ${title}`}>
      <strong>{title}</strong>
      <ShownRule place={place("view")} title={title} frames={version} />
      <div className={styles.row}>
        <Button spacing="compact" onClick={() => setEditing(true)} aria-label="Edit post function">
          Edit
        </Button>
        <Button spacing="compact" onClick={() => void jira.removePostFunction({ ...at, id }).then(changed)} aria-label="Remove post function">
          Remove
        </Button>
      </div>
    </article>
  );
}

type EditedProps = {
  readonly place: Place;
  readonly title: string;
  readonly action: "Add" | "Update";
  readonly frames: string;
  readonly save: (configuration: string) => Promise<void>;
  readonly close: (saved: boolean) => void;
};

/** The app's form, with Jira's buttons below it. */
export function Edited({ place: given, title, action, frames, save, close }: EditedProps) {
  const broker = useBroker();
  const place = useSame(given);
  const [error, setError] = useState<string>();
  const keep = async () => {
    const configuration = await broker.configuration(place);
    // The app's form says what is missing.
    if (configuration === undefined) return;
    await save(configuration);
    close(true);
  };
  return (
    <div role="group" aria-label={`${action}: ${title}`}>
      <Frame key={placeKey(place) + frames} place={place} title={title} configurable />
      <div className={styles.row}>
        <Button
          appearance="primary"
          spacing="compact"
          onClick={() => void keep().catch((thrown: unknown) => setError(thrown instanceof Error ? thrown.message : String(thrown)))}
        >
          {action}
        </Button>
        <Button spacing="compact" onClick={() => close(false)}>
          Cancel
        </Button>
      </div>
      {error === undefined ? null : (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}

/** A post function as it is shown in the editor, in a frame that stays as long as its place is the same. */
export function ShownRule({ place: given, title, frames }: { readonly place: Place; readonly title: string; readonly frames: string }) {
  const place = useSame(given);
  return <Frame key={placeKey(place) + frames} place={place} title={title} />;
}

/** The same object as long as the place is the same. */
function useSame(place: Place): Place {
  const key = placeKey(place);
  return useMemo(() => JSON.parse(key) as Place, [key]);
}
