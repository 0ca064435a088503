import { ask, askJson, json } from "../api";
import type { FieldKind, Option } from "../field";
import { documentOf, textOf, type Node } from "./adf";

export type Account = { readonly accountId: string; readonly displayName: string };
export type Project = { readonly id: string; readonly key: string; readonly name: string };
export type IssueSummary = { readonly key: string; readonly summary: string };
export type Comment = { readonly id: string; readonly author: Account; readonly created: string; readonly body: Node };
export type Transition = { readonly id: string; readonly name: string; readonly to: { readonly name: string } };

export type Attachment = { readonly id: string; readonly filename: string };

export type Issue = {
  readonly id: string;
  readonly projectId: string;
  readonly key: string;
  readonly summary: string;
  readonly status: string;
  readonly type: string;
  /** As plain text. */
  readonly description: string;
  readonly document: Node | null;
  readonly attachments: readonly Attachment[];
  readonly fields: readonly IssueField[];
  readonly editable: boolean;
};

/** A field of the issue as the page edits it, and how its text becomes Jira's value again. */
export type IssueField = {
  readonly id: string;
  readonly name: string;
  readonly kind: FieldKind;
  readonly value: string;
  readonly encode: (value: string) => unknown;
};

type Schema = { readonly type: string; readonly items?: string; readonly custom?: string; readonly system?: string };
type AllowedValue = {
  readonly id: string;
  readonly name?: string;
  readonly value?: string;
  /** Of a cascading select: what can be chosen below it. */
  readonly children?: readonly AllowedValue[];
  /** Of a cascading select's value: what is chosen below it. */
  readonly child?: AllowedValue;
};
type Meta = { readonly name: string; readonly schema: Schema; readonly allowedValues?: readonly AllowedValue[] };

/** A module of the app where it has a place in Jira. */
export type Module = {
  readonly key: string;
  readonly type: string;
  readonly title: string;
  /** Of its dialog, as the manifest has it. */
  readonly size?: unknown;
  readonly shown: boolean;
  /** Of an issue panel: by what it is shown, and whether it can be put on the issue. */
  readonly panel?: { readonly pinned: boolean; readonly added: boolean; readonly offered: boolean };
};

export type Status = { readonly id: string; readonly name: string };
export type PostFunction = { readonly id: string; readonly moduleKey: string; readonly configuration: unknown };
export type WorkflowTransition = {
  readonly id: string;
  readonly name: string;
  /** None for from anywhere. */
  readonly from: readonly Status[];
  readonly to: Status;
  readonly postFunctions: readonly PostFunction[];
};
export type Workflow = { readonly id: string; readonly name: string; readonly transitions: readonly WorkflowTransition[] };
/** What of the app can be added to a transition. */
export type WorkflowModule = { readonly key: string; readonly title: string; readonly description: string };
type InWorkflow = { readonly workflow: string; readonly transition: string };

/** Jira's REST API as a user. */
export class Jira {
  constructor(readonly account: string) {}

  accounts(): Promise<readonly Account[]> {
    return this.#ask<Account[]>("/users/search?maxResults=100");
  }

  async projects(): Promise<readonly Project[]> {
    return (await this.#ask<{ values: Project[] }>("/project/search?maxResults=50")).values;
  }

  async issues(project: string): Promise<readonly IssueSummary[]> {
    const body = { jql: `project = "${project}" ORDER BY created ASC`, fields: ["summary"], maxResults: 100 };
    const found = await this.#ask<{ issues: { key: string; fields: { summary: string } }[] }>("/search/jql", json("POST", body));
    return found.issues.map(({ key, fields }) => ({ key, summary: fields.summary }));
  }

  async issue(key: string, accounts: readonly Account[]): Promise<Issue> {
    type Raw = {
      id: string;
      fields: Record<string, never> & {
        summary: string;
        description: Node | null;
        status: { name: string };
        issuetype: { name: string };
        project: { id: string };
        attachment?: Attachment[];
      };
      editmeta?: { fields: Record<string, Meta> };
    };
    const raw = await this.#ask<Raw>(`/issue/${key}?expand=editmeta`);
    const meta = Object.entries(raw.editmeta?.fields ?? {});
    return {
      id: raw.id,
      projectId: raw.fields.project.id,
      key,
      summary: raw.fields.summary,
      status: raw.fields.status.name,
      type: raw.fields.issuetype.name,
      description: textOf(raw.fields.description),
      document: raw.fields.description,
      attachments: raw.fields.attachment ?? [],
      editable: meta.length > 0,
      fields: meta.flatMap(([id, field]) => fieldOf(id, field, raw.fields[id], accounts) ?? []),
    };
  }

  async edit(key: string, field: string, value: unknown): Promise<void> {
    await this.#ask(`/issue/${key}`, json("PUT", { fields: { [field]: value } }));
  }

  /** What is in an attachment. */
  async content(id: string): Promise<Blob> {
    const headers = { "x-account": this.account };
    return (await ask(`/api/jira/rest/api/3/attachment/content/${id}?redirect=false`, { headers })).blob();
  }

  async transitions(key: string): Promise<readonly Transition[]> {
    return (await this.#ask<{ transitions: Transition[] }>(`/issue/${key}/transitions`)).transitions;
  }

  async transition(key: string, id: string): Promise<void> {
    await this.#ask(`/issue/${key}/transitions`, json("POST", { transition: { id } }));
  }

  async comments(key: string): Promise<readonly Comment[]> {
    return (await this.#ask<{ comments: Comment[] }>(`/issue/${key}/comment?orderBy=-created&maxResults=50`)).comments;
  }

  async comment(key: string, text: string): Promise<void> {
    await this.#ask(`/issue/${key}/comment`, json("POST", { body: documentOf(text) }));
  }

  async editComment(key: string, id: string, text: string): Promise<void> {
    await this.#ask(`/issue/${key}/comment/${id}`, json("PUT", { body: documentOf(text) }));
  }

  async deleteComment(key: string, id: string): Promise<void> {
    await this.#ask(`/issue/${key}/comment/${id}`, { method: "DELETE" });
  }

  /** The app's modules in the view of an issue, in a project's settings, or for administrators; those whose conditions do not hold too. */
  async modules(issue: string | undefined, project?: string): Promise<readonly Module[]> {
    const place = { ...(issue === undefined ? {} : { issue }), ...(project === undefined ? {} : { project }) };
    const query = new URLSearchParams({ account: this.account, ...place });
    return (await askJson<{ modules: Module[] }>(`/api/modules?${query.toString()}`)).modules;
  }

  /** Puts an issue panel on an issue, as its button among the apps does, or takes it away. */
  async addPanel(key: string, module: string, added: boolean): Promise<void> {
    await askJson("/api/panels", json("POST", { account: this.account, issue: key, module, added }));
  }

  /** A project's workflow, for who administers Jira. */
  async workflow(project: string): Promise<{ readonly workflow: Workflow; readonly modules: readonly WorkflowModule[] }> {
    const query = new URLSearchParams({ account: this.account, project });
    return askJson(`/api/workflow?${query.toString()}`);
  }

  /** Adds a post function, or changes the one that has the id. */
  async keepPostFunction(kept: InWorkflow & { id?: string; module?: string; configuration: string }): Promise<void> {
    await askJson("/api/post-functions", json("PUT", { account: this.account, ...kept }));
  }

  async removePostFunction(rule: InWorkflow & { id: string }): Promise<void> {
    await askJson("/api/post-functions", json("DELETE", { account: this.account, ...rule }));
  }

  #ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = new Headers(init.headers);
    headers.set("x-account", this.account);
    return askJson<T>(`/api/jira/rest/api/3${path}`, { ...init, headers });
  }
}

/** None for fields that the page does not edit. */
function fieldOf(id: string, { name, schema, allowedValues = [] }: Meta, value: unknown, accounts: readonly Account[]): IssueField | undefined {
  const labelOf = (allowed: AllowedValue) => allowed.name ?? allowed.value ?? allowed.id;
  const options = allowedValues.map((allowed): Option => ({ value: allowed.id, label: labelOf(allowed) }));
  const field = (kind: FieldKind, shown: unknown, encode: IssueField["encode"]): IssueField => ({
    id,
    name,
    kind,
    value: shown == null ? "" : String(shown),
    encode,
  });
  const orNull = (text: string) => (text === "" ? null : text);
  const byId = (text: string) => (text === "" ? null : { id: text });
  const isDocument = id === "description" || id === "environment" || schema.custom?.endsWith(":textarea") === true;
  switch (schema.type) {
    case "string":
      if (isDocument) return field({ kind: "longText" }, textOf(value as Node | null), documentOf);
      return field({ kind: "text" }, value, orNull);
    case "number":
      return field({ kind: "number" }, value, (text) => (text === "" ? null : Number(text)));
    case "date":
      return field({ kind: "date" }, value, orNull);
    case "datetime":
      return field({ kind: "datetime" }, wallClock(value), (text) => (text === "" ? null : jiraInstant(text)));
    case "option-with-child": {
      // Both levels in one list, the second one behind the first.
      const levels = allowedValues.flatMap((parent): Option[] => [
        { value: parent.id, label: labelOf(parent) },
        ...(parent.children ?? []).map((child) => ({ value: `${parent.id} ${child.id}`, label: `${labelOf(parent)} › ${labelOf(child)}` })),
      ]);
      const chosen = value as AllowedValue | null;
      const encode = (text: string) => {
        const [parent = "", child] = text.split(" ");
        return parent === "" ? null : { id: parent, ...(child === undefined ? {} : { child: { id: child } }) };
      };
      const ids = chosen === null ? undefined : [chosen.id, ...(chosen.child === undefined ? [] : [chosen.child.id])];
      return field({ kind: "choice", options: levels }, ids?.join(" "), encode);
    }
    case "priority":
    case "option":
      return field({ kind: "choice", options }, (value as AllowedValue | null)?.id, byId);
    case "user": {
      const people = accounts.map(({ accountId, displayName }) => ({ value: accountId, label: displayName }));
      const encode = (text: string) => (text === "" ? null : { accountId: text });
      return field({ kind: "choice", options: people }, (value as Account | null)?.accountId, encode);
    }
    case "array":
      if (schema.items === "string") {
        const encode = (text: string) => text.split(/[\s,]+/).filter((label) => label !== "");
        return field({ kind: "text" }, (value as string[] | null)?.join(", "), encode);
      }
      if (schema.items !== "option" && schema.items !== "component" && schema.items !== "version") return undefined;
      return field({ kind: "choices", options }, (value as AllowedValue[] | null)?.map((one) => one.id).join("\n"), (text) =>
        text.split("\n").flatMap((one) => (one === "" ? [] : [{ id: one }])),
      );
    default:
      return undefined;
  }
}

/** An instant as Jira writes it, as the clock on the wall shows it here. */
function wallClock(value: unknown): string | undefined {
  const atMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(atMs)) return undefined;
  const here = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return here.toISOString().slice(0, 16);
}

/** The same in the form in which Jira takes it. */
function jiraInstant(wall: string): string {
  return new Date(wall).toISOString().replace("Z", "+0000");
}
