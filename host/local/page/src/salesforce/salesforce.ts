import { askJson, json } from "../api";
import type { FieldKind } from "../field";

/** Objects that the page shows. */
export const OBJECTS = ["Case", "Account", "Contact"] as const;
export type ObjectName = (typeof OBJECTS)[number];

export type Row = { readonly id: string; readonly name: string; readonly detail: string };

/** A field of a record as the page edits it. */
export type RecordField = {
  readonly field: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly value: string;
  readonly encode: (value: string) => unknown;
};

export type CaseComment = { readonly id: string; readonly author: string; readonly at: string; readonly text: string; readonly isPublic: boolean };

export type SalesforceRecord = {
  readonly id: string;
  readonly object: string;
  readonly name: string;
  readonly fields: readonly RecordField[];
  readonly comments: readonly CaseComment[] | undefined;
};

type Describe = {
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly type: string;
    readonly updateable: boolean;
    readonly nameField: boolean;
    readonly picklistValues: readonly { readonly active: boolean; readonly value: string; readonly label: string | null }[];
  }[];
};

type Found<T> = { readonly records: readonly T[] };
type Raw = { readonly Id: string } & Readonly<Record<string, string | number | boolean | null>>;

/** What each object calls its records, and what tells them apart. */
const COLUMNS: Readonly<Record<ObjectName, readonly [string, string]>> = {
  Case: ["CaseNumber", "Subject"],
  Account: ["Name", "Industry"],
  Contact: ["Name", "Email"],
};

const READ_ONLY = ["CreatedDate", "LastModifiedDate"];

/** Salesforce's REST API as the page's own client. */
export class Salesforce {
  readonly #version: string;

  constructor(version: string) {
    this.#version = version;
  }

  async recent(object: ObjectName, text: string): Promise<readonly Row[]> {
    const [name, detail] = COLUMNS[object];
    const pattern = text.replace(/[\\'%_]/g, (character) => `\\${character}`);
    const where = text === "" ? "" : `WHERE ${name} LIKE '%${pattern}%' OR ${detail} LIKE '%${pattern}%' `;
    const soql = `SELECT Id, ${name}, ${detail} FROM ${object} ${where}ORDER BY LastModifiedDate DESC, Id DESC LIMIT 30`;
    const { records } = await this.#query<Raw>(soql);
    return records.map((row) => ({ id: row.Id, name: String(row[name]), detail: String(row[detail] ?? "") }));
  }

  async record(object: string, id: string): Promise<SalesforceRecord> {
    const [describe, raw, comments] = await Promise.all([
      this.#ask<Describe>(`/sobjects/${object}/describe`),
      this.#ask<Raw>(`/sobjects/${object}/${id}`),
      object === "Case" ? this.#comments(id) : undefined,
    ]);
    const nameField = describe.fields.find(({ nameField: isName }) => isName)?.name ?? "Id";
    return {
      id: raw.Id,
      object,
      name: String(raw[nameField] ?? id),
      fields: describe.fields.flatMap((field) => fieldOf(field, raw[field.name]) ?? []),
      comments,
    };
  }

  async update(object: string, id: string, field: string, value: unknown): Promise<void> {
    await this.#ask(`/sobjects/${object}/${id}`, json("PATCH", { [field]: value }));
  }

  async comment(id: string, text: string, isPublic: boolean): Promise<void> {
    await this.#ask("/sobjects/CaseComment", json("POST", { ParentId: id, CommentBody: text, IsPublished: isPublic }));
  }

  async editComment(id: string, text: string): Promise<void> {
    await this.#ask(`/sobjects/CaseComment/${id}`, json("PATCH", { CommentBody: text }));
  }

  async deleteComment(id: string): Promise<void> {
    await this.#ask(`/sobjects/CaseComment/${id}`, { method: "DELETE" });
  }

  async #comments(id: string): Promise<readonly CaseComment[]> {
    type RawComment = { Id: string; CommentBody: string | null; IsPublished: boolean; CreatedDate: string; CreatedBy: { Name: string } | null };
    const { records } = await this.#query<RawComment>(
      `SELECT Id, CommentBody, IsPublished, CreatedDate, CreatedBy.Name FROM CaseComment WHERE ParentId = '${id}' ORDER BY CreatedDate DESC LIMIT 50`,
    );
    return records.map((row) => ({
      id: row.Id,
      author: row.CreatedBy?.Name ?? "",
      at: row.CreatedDate,
      text: row.CommentBody ?? "",
      isPublic: row.IsPublished,
    }));
  }

  #query<T>(soql: string): Promise<Found<T>> {
    return this.#ask<Found<T>>(`/query?q=${encodeURIComponent(soql)}`);
  }

  #ask<T>(path: string, init?: RequestInit): Promise<T> {
    return askJson<T>(`/api/salesforce/services/data/${this.#version}${path}`, init);
  }
}

/** None for fields that the page does not show. */
function fieldOf(field: Describe["fields"][number], value: unknown): RecordField | undefined {
  const shown = value == null ? "" : String(value);
  const made = (kind: FieldKind, encode: RecordField["encode"] = (text) => (text === "" ? null : text)): RecordField => ({
    field: field.name,
    label: field.label,
    kind,
    value: shown,
    encode,
  });
  if (!field.updateable) return field.nameField || READ_ONLY.includes(field.name) ? made({ kind: "fixed" }) : undefined;
  switch (field.type) {
    case "string":
    case "email":
    case "phone":
      return made({ kind: "text" });
    case "url":
      return made({ kind: "url" });
    case "textarea":
      return made({ kind: "longText" });
    case "picklist": {
      const active = field.picklistValues.filter((option) => option.active || option.value === shown);
      return made({ kind: "choice", options: active.map((option) => ({ value: option.value, label: option.label ?? option.value })) });
    }
    case "boolean":
      return made({ kind: "checkbox" }, (text) => text === "true");
    case "date":
      return made({ kind: "date" });
    case "double":
    case "currency":
    case "percent":
    case "int":
      return made({ kind: "number" }, (text) => (text === "" ? null : Number(text)));
    default:
      return undefined;
  }
}
