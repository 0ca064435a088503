import { makeResolver } from "@forge/resolver";
import type { Call, Calls, Failure } from "./core/core";
import { drive, failed, type Ending } from "./drive";
import { caller } from "./identity";
import type { Module } from "./instance";
import { logError } from "./log";

/** The time-out of a function that pages call; Forge allows no more. */
const BUDGET_MS = 25_000;

/** Every call of the pages. The type has the compiler refuse a missing or a misspelt one. */
export const resolve = makeResolver<Calls>({
  panel: answer("panel"),
  linked: answer("linked"),
  search: answer("search"),
  link: answer("link"),
  choosePrimary: answer("choosePrimary"),
  unlink: answer("unlink"),
  createForm: answer("createForm"),
  recordType: answer("recordType"),
  lookup: answer("lookup"),
  create: answer("create"),
  details: answer("details"),
  comments: answer("comments"),
  postComment: answer("postComment"),
  feed: answer("feed"),
  feedComments: answer("feedComments"),
  postFeed: answer("postFeed"),
  emails: answer("emails"),
  email: answer("email"),
  image: answer("image"),
  potentialResults: answer("potentialResults"),
  bulkUploads: bulk("bulkUploads"),
  bulkFile: bulk("bulkFile"),
  bulkCheck: bulk("bulkCheck"),
  bulkJob: bulk("bulkJob"),
  bulkCreate: bulk("bulkCreate"),
  bulkCancel: bulk("bulkCancel"),
  bulkProblems: bulk("bulkProblems"),
  syncNow: answer("syncNow"),
  syncState: answer("syncState"),
  conflicts: answer("conflicts"),
  decideConflicts: answer("decideConflicts"),
  issueComments: answer("issueComments"),
  pushComment: answer("pushComment"),
  why: answer("why"),
  runAgain: answer("runAgain"),
  projectPage: admin("projectPage"),
  postFunctionChoices: admin("postFunctionChoices"),
  connection: admin("connection"),
  connect: admin("connect"),
  testConnection: admin("testConnection"),
  disconnect: admin("disconnect"),
  beginLogin: admin("beginLogin"),
  finishLogin: admin("finishLogin"),
  configuration: admin("configuration"),
  checkConfiguration: admin("checkConfiguration"),
  saveConfiguration: admin("saveConfiguration"),
  versions: admin("versions"),
  compareVersions: admin("compareVersions"),
  rollBack: admin("rollBack"),
  exportConfiguration: admin("exportConfiguration"),
  importConfiguration: admin("importConfiguration"),
  jiraProjects: admin("jiraProjects"),
  jiraFields: admin("jiraFields"),
  jiraOptions: admin("jiraOptions"),
  objects: admin("objects"),
  schema: admin("schema"),
  syncFromSalesforce: admin("syncFromSalesforce"),
  installSide: admin("installSide"),
  installProgress: admin("installProgress"),
  findIssues: admin("findIssues"),
  findRecords: admin("findRecords"),
  previewMapping: admin("previewMapping"),
  tryRule: admin("tryRule"),
  roleChoices: admin("roleChoices"),
  findPeople: admin("findPeople"),
  viewAs: admin("viewAs"),
  health: admin("health"),
  siteActivity: admin("siteActivity"),
  replay: admin("replay"),
  supportBundle: admin("supportBundle"),
  failedWork: admin("failedWork"),
  retryWork: admin("retryWork"),
  dropWork: admin("dropWork"),
  backfill: admin("backfill"),
  beginBackfill: admin("beginBackfill"),
  steerBackfill: admin("steerBackfill"),
  backfillReport: admin("backfillReport"),
  outboundMessages: admin("outboundMessages"),
  eraseAccount: admin("eraseAccount"),
});

type Payload<Name extends keyof Calls> = Parameters<Calls[Name]>[0];
type Result<Name extends keyof Calls> = ReturnType<Calls[Name]>;
type Request<Name extends keyof Calls> = { payload: Payload<Name>; context: Record<string, unknown> };

/** A call that comes from an issue. */
function answer<Name extends keyof Calls>(name: Name) {
  return through("core", name);
}

/** A call of the upload dialog. */
function bulk<Name extends keyof Calls>(name: Name) {
  return through("bulk", name);
}

/** A call that comes from the admin page. */
function admin<Name extends keyof Calls>(name: Name) {
  return through("admin", name);
}

function through<Name extends keyof Calls>(module: Module, name: Name) {
  return async ({ payload, context }: Request<Name>): Promise<Result<Name>> => {
    const who = caller(context);
    const ending =
      who === undefined
        ? failed("notPermitted", "this page is for users who are logged in", false)
        : await drive({ kind: "call", caller: who, call: { name, payload } as Call }, BUDGET_MS, module);
    return answerOf(name, ending);
  };
}

function answerOf<Name extends keyof Calls>(name: Name, ending: Ending): Result<Name> {
  switch (ending.kind) {
    case "done":
      if (ending.reply?.name === name) return { kind: "ok", view: ending.reply.view } as Result<Name>;
      logError({ event: "answer of another call", call: name, answered: ending.reply?.name });
      return refusal({ code: "bug", text: "weftline mixed up two answers", values: {}, retryable: true, retryAfterMs: null });
    case "failed":
      if (ending.failure.code === "bug") logError({ event: "call failed", call: name, reason: ending.failure.text });
      return refusal(ending.failure);
    case "page":
    case "soap":
      return refusal({ code: "bug", text: "weftline mixed up two answers", values: {}, retryable: true, retryAfterMs: null });
    case "parked":
      return refusal({
        code: "outOfTime",
        text: "this takes longer than a page can wait; it goes on in the background",
        values: {},
        retryable: true,
        retryAfterMs: ending.delaySeconds * 1000,
      });
  }
}

function refusal<Name extends keyof Calls>(failure: Failure): Result<Name> {
  return { kind: "failed", failure } as Result<Name>;
}
