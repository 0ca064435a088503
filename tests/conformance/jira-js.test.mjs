// jira.js, unmodified, does against the sandbox what it does against a site. It checks each reply against the schema it
// has of it, and here a reply of another shape is an error.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createCloudClient, createServiceDeskClient, isApiError } from "jira.js";
import { startSandbox } from "./sandbox.mjs";

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
/** @type {ReturnType<typeof createCloudClient>} */
let jira;
/** @type {ReturnType<typeof createCloudClient>} */
let viewer;

/** @param {string} email @param {string} [apiToken] */
const client = (email, apiToken = sandbox.world.jiraToken) =>
  createCloudClient({ host: sandbox.world.jira, auth: { type: "basic", email, apiToken }, onSchemaMismatch: "throw" });

before(async () => {
  sandbox = await startSandbox();
  jira = client(sandbox.world.jiraUser);
  viewer = client("sam.viewer@weftline.example");
});
after(async () => {
  await sandbox?.stop();
});

/** @param {string} text */
const document = (text) => ({
  type: "doc",
  version: 1,
  content: [
    { type: "paragraph", content: [{ type: "text", text, marks: [{ type: "strong" }] }] },
    { type: "bulletList", content: [{ type: "listItem", content: [{ type: "paragraph", content: [{ type: "text", text: "a point" }] }] }] },
  ],
});

/** @param {Record<string, unknown>} [fields] @param {string} [project] */
async function newIssue(fields = {}, project = "SUP") {
  const made = await jira.issues.createIssue({
    fields: { project: { key: project }, issuetype: { name: "Task" }, summary: "Made by jira.js", ...fields },
  });
  assert.match(made.key ?? "", new RegExp(`^${project}-\\d+$`));
  return made.key ?? "";
}

/** @param {number} status @param {string | RegExp} [message] */
const refused = (status, message) => (/** @type {unknown} */ error) => {
  assert.ok(isApiError(error), String(error));
  assert.equal(error.status, status, `${error.message} ${JSON.stringify(error.body)}`);
  if (message !== undefined) assert.match(JSON.stringify(error.body), message instanceof RegExp ? message : new RegExp(message));
  return true;
};

test("myself, and who else is there", async () => {
  const me = await jira.myself.getCurrentUser({ expand: "groups,applicationRoles" });
  assert.equal(me.emailAddress, sandbox.world.jiraUser);
  assert.equal(me.displayName, "Mia Admin");
  assert.ok(me.groups?.items?.some(({ name }) => name === "jira-administrators"));
  assert.equal((await jira.users.getUser({ accountId: me.accountId ?? "" })).accountId, me.accountId);
  const found = await jira.userSearch.findUsers({ query: "jane" });
  assert.deepEqual(found.map(({ displayName }) => displayName), ["Jane Doe"]);
  const assignable = await jira.userSearch.findAssignableUsers({ project: "SUP", query: "zoë" });
  assert.deepEqual(assignable.map(({ displayName }) => displayName), ["Zoë Müller"]);
  assert.equal((await jira.myself.getLocale()).locale, "en_US");
});

test("a wrong token, and no token, are no session", async () => {
  await assert.rejects(client(sandbox.world.jiraUser, "wrong").myself.getCurrentUser(), refused(401));
});

test("the site: what it is, and what its user may", async () => {
  const info = await jira.serverInfo.getServerInfo();
  assert.equal(info.deploymentType, "Cloud");
  assert.ok((await jira.jiraSettings.getConfiguration()).attachmentsEnabled);
  const may = async (/** @type {typeof jira} */ who) =>
    (await who.permissions.getMyPermissions({ projectKey: "SUP", permissions: "EDIT_ISSUES,BROWSE_PROJECTS" })).permissions;
  assert.equal((await may(jira))?.["EDIT_ISSUES"]?.havePermission, true);
  assert.equal((await may(viewer))?.["EDIT_ISSUES"]?.havePermission, false);
  assert.equal((await may(viewer))?.["BROWSE_PROJECTS"]?.havePermission, true);
});

test("projects of each kind, in pages", async () => {
  const first = await jira.projects.searchProjects({ maxResults: 2, orderBy: "key", expand: ["description", "lead", "issueTypes"] });
  assert.deepEqual([first.values?.map(({ key }) => key), first.isLast], [["ENG", "HELP"], false]);
  const second = await jira.projects.searchProjects({ maxResults: 2, startAt: 2, orderBy: "key" });
  assert.deepEqual([second.values?.map(({ key }) => key), second.isLast], [["LEGAL", "SUP"], true]);
  const project = await jira.projects.getProject({ projectIdOrKey: "SUP" });
  assert.deepEqual([project.id, project.name, project.projectTypeKey], ["10000", "Support", "software"]);
  assert.ok(project.issueTypes?.some(({ name }) => name === "Bug"));
  const statuses = await jira.projects.getAllStatuses({ projectIdOrKey: "SUP" });
  assert.ok(statuses.find(({ name }) => name === "Bug")?.statuses?.some(({ name }) => name === "In Progress"));
  assert.ok((await jira.projectComponents.getProjectComponents({ projectIdOrKey: "SUP" })).some(({ name }) => name === "Billing"));
  assert.ok((await jira.projectVersions.getProjectVersions({ projectIdOrKey: "SUP" })).some(({ name }) => name === "2026.12"));
  await assert.rejects(jira.projects.getProject({ projectIdOrKey: "NONE" }), refused(404, "No project could be found with key 'NONE'"));
  await assert.rejects(viewer.projects.getProject({ projectIdOrKey: "LEGAL" }), refused(404));
});

test("fields, issue types, priorities, resolutions and statuses", async () => {
  const fields = await jira.issueFields.getFields();
  const effort = fields.find(({ id }) => id === "customfield_10052");
  assert.deepEqual([effort?.name, effort?.custom, effort?.schema?.type], ["Effort", true, "number"]);
  const page = await jira.issueFields.getFieldsPaginated({ type: ["custom"], query: "severity" });
  assert.deepEqual(page.values?.map(({ id }) => id), ["customfield_10060"]);
  const contexts = await jira.issueCustomFieldContexts.getContextsForField({ fieldId: "customfield_10060" });
  const contextId = Number(contexts.values?.[0]?.id);
  const options = await jira.issueCustomFieldOptions.getOptionsForContext({ fieldId: "customfield_10060", contextId });
  assert.deepEqual(options.values?.map(({ value }) => value), ["Low", "Medium", "High", "Critical"]);
  assert.ok((await jira.issueTypes.getIssueAllTypes()).some(({ name, subtask }) => name === "Sub-task" && subtask));
  assert.ok((await jira.issuePriorities.searchPriorities()).values?.some(({ name }) => name === "High"));
  assert.ok((await jira.workflowStatuses.getStatuses()).some(({ name }) => name === "Done"));
});

test("create metadata names the fields of an issue type, and what may be put into them", async () => {
  const types = await jira.issues.getCreateIssueMetaIssueTypes({ projectIdOrKey: "SUP" });
  const bug = types.issueTypes?.find(({ name }) => name === "Bug");
  const meta = await jira.issues.getCreateIssueMetaIssueTypeId({ projectIdOrKey: "SUP", issueTypeId: bug?.id ?? "" });
  const field = new Map(meta.fields?.map((each) => [each.fieldId, each]));
  assert.equal(field.get("summary")?.required, true);
  assert.deepEqual(field.get("customfield_10060")?.allowedValues?.map((/** @type {any} */ { value }) => value), ["Low", "Medium", "High", "Critical"]);
  assert.equal(field.get("customfield_10053")?.schema?.type, "date");
});

test("an issue is created with fields of every kind, read, and searched for", async () => {
  const jane = (await jira.userSearch.findUsers({ query: "jane" }))[0]?.accountId;
  const key = await newIssue({
    issuetype: { name: "Bug" },
    summary: "Größe — \u{1F511} & <b>",
    description: document("Bold"),
    assignee: { id: jane },
    priority: { name: "High" },
    labels: ["one", "two"],
    components: [{ name: "Billing" }],
    duedate: "2026-12-24",
    customfield_10050: "Reference 7",
    customfield_10051: document("Area"),
    customfield_10052: 2.5,
    customfield_10053: "2026-12-31",
    customfield_10060: { value: "Critical" },
    customfield_10063: { accountId: jane },
    customfield_10065: "https://example.com/?a=1&b=2",
  });
  const issue = await jira.issues.getIssue({ issueIdOrKey: key, expand: "names,schema,renderedFields,changelog,transitions,editmeta" });
  /** @type {any} */
  const fields = issue.fields;
  assert.equal(fields.summary, "Größe — \u{1F511} & <b>");
  assert.deepEqual(fields.description, document("Bold"));
  assert.equal(fields.assignee.accountId, jane);
  assert.deepEqual(fields.labels, ["one", "two"]);
  assert.equal(fields.customfield_10060.value, "Critical");
  assert.equal(fields.customfield_10052, 2.5);
  assert.equal(fields.status.name, "To Do");
  assert.match(JSON.stringify(issue.renderedFields), /<b>|<strong>/);
  assert.equal(issue.names?.["customfield_10052"], "Effort");
  const some = await jira.issues.getIssue({ issueIdOrKey: issue.id ?? "", fields: ["labels"] });
  assert.deepEqual(Object.keys(some.fields ?? {}), ["labels"]);
  const found = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({
    jql: `project = SUP AND "Severity" = Critical AND labels = two AND cf[10050] ~ "Reference 7"`,
    fields: ["summary"],
  });
  assert.deepEqual(found.issues?.map((each) => each.key), [key]);
});

test("what cannot be created is refused, field by field", async () => {
  await assert.rejects(newIssue({ summary: undefined }), refused(400, /"summary":"You must specify a summary of the issue\."/));
  await assert.rejects(newIssue({ summary: "x".repeat(256) }), refused(400, /"summary":/));
  await assert.rejects(newIssue({ customfield_10060: { value: "Apocalyptic" } }), refused(400, /"customfield_10060":/));
  await assert.rejects(newIssue({ customfield_99999: 1 }), refused(400, /customfield_99999/));
  await assert.rejects(newIssue({ customfield_10051: "plain text" }), refused(400, /"customfield_10051":"Operation value must be an Atlassian Document/));
  await assert.rejects(newIssue({ issuetype: { name: "Nothing" } }), refused(400, /issuetype/));
  await assert.rejects(
    viewer.issues.createIssue({ fields: { project: { key: "SUP" }, issuetype: { name: "Task" }, summary: "x" } }),
    refused(403, "You do not have permission to create issues in this project."),
  );
});

test("a description in wiki markup goes by version 2, and is a document in version 3", async () => {
  const issueIdOrKey = await newIssue({ description: "plain and *bold*" });
  /** @type {any} */
  const { fields } = await jira.issues.getIssue({ issueIdOrKey });
  assert.deepEqual(fields.description.content, [
    { type: "paragraph", content: [{ type: "text", text: "plain and " }, { type: "text", text: "bold", marks: [{ type: "strong" }] }] },
  ]);
});

test("several issues at once; the bad ones are told", async () => {
  const issue = (/** @type {string} */ summary) => ({ fields: { project: { key: "ENG" }, issuetype: { name: "Task" }, summary } });
  const made = await jira.issues.createIssues({ issueUpdates: [issue("first"), issue(""), issue("third")] });
  assert.equal(made.issues?.length, 2);
  assert.equal(made.errors?.[0]?.failedElementNumber, 1);
  const keys = (made.issues ?? []).map(({ key }) => key ?? "");
  const fetched = await jira.issues.bulkFetchIssues({ issueIdsOrKeys: [...keys, "ENG-99999"], fields: ["summary"] });
  assert.deepEqual(fetched.issues?.map((each) => each.key).sort(), keys.sort());
  assert.equal(fetched.issueErrors?.length ?? 0, 1);
});

test("an issue is edited by fields and by operations, and its changelog tells", async () => {
  const key = await newIssue({ labels: ["one"] });
  const meta = await jira.issues.getEditIssueMeta({ issueIdOrKey: key });
  assert.ok(meta.fields?.["labels"]?.operations?.includes("add"));
  await jira.issues.editIssue({
    issueIdOrKey: key,
    fields: { summary: "Edited", customfield_10052: 4 },
    update: { labels: [{ add: "two" }, { remove: "one" }] },
  });
  const mia = (await jira.myself.getCurrentUser()).accountId ?? "";
  await jira.issues.assignIssue({ issueIdOrKey: key, accountId: mia });
  /** @type {any} */
  const { fields } = await jira.issues.getIssue({ issueIdOrKey: key });
  assert.deepEqual([fields.summary, fields.customfield_10052, fields.labels, fields.assignee.accountId], ["Edited", 4, ["two"], mia]);
  const changes = await jira.issues.getChangeLogs({ issueIdOrKey: key });
  const changed = (changes.values ?? []).flatMap(({ items }) => (items ?? []).map(({ field }) => field));
  for (const field of ["summary", "Effort", "labels", "assignee"]) assert.ok(changed.includes(field), `${field} of ${changed}`);
  await assert.rejects(
    viewer.issues.editIssue({ issueIdOrKey: key, fields: { summary: "no" } }),
    refused(400, /"summary":"Field 'summary' cannot be set\. It is not on the appropriate screen, or unknown\."/),
  );
  await assert.rejects(jira.issues.editIssue({ issueIdOrKey: key, fields: { customfield_10052: "many" } }), refused(400, /customfield_10052/));
});

test("a transition asks for what its screen requires", async () => {
  const key = await newIssue();
  const { transitions } = await jira.issues.getTransitions({ issueIdOrKey: key, expand: "transitions.fields" });
  const named = (/** @type {string} */ name) => transitions?.find((each) => each.name === name);
  assert.equal(named("Resolve")?.fields?.["resolution"]?.required, true);
  await jira.issues.doTransition({ issueIdOrKey: key, transition: { id: named("Start progress")?.id } });
  await assert.rejects(jira.issues.doTransition({ issueIdOrKey: key, transition: { id: "31" } }), refused(400, /resolution/));
  await jira.issues.doTransition({
    issueIdOrKey: key,
    transition: { id: "31" },
    fields: { resolution: { name: "Done" } },
    update: { comment: [{ add: { body: document("resolved") } }] },
  });
  /** @type {any} */
  const { fields } = await jira.issues.getIssue({ issueIdOrKey: key });
  assert.deepEqual([fields.status.name, fields.status.statusCategory.key, fields.resolution.name], ["Done", "done", "Done"]);
  assert.equal(fields.comment.total, 1);
  await assert.rejects(jira.issues.doTransition({ issueIdOrKey: key, transition: { id: "999" } }), refused(400));
});

test("comments, with visibility and properties", async () => {
  const issueIdOrKey = await newIssue();
  const made = await jira.issueComments.addComment({ issueIdOrKey, body: document("first"), properties: [{ key: "origin", value: { id: 7 } }] });
  const id = made.id ?? "";
  assert.deepEqual(made.body, document("first"));
  await jira.issueComments.updateComment({ issueIdOrKey, id, body: { body: document("changed") } });
  await jira.issueComments.addComment({ issueIdOrKey, body: document("for agents"), visibility: { type: "group", identifier: "0a5b6c7d-1111-4000-8000-000000000004", value: "support-agents" } });
  const all = await jira.issueComments.getComments({ issueIdOrKey, orderBy: "created", expand: "renderedBody,properties" });
  assert.equal(all.total, 2);
  assert.deepEqual(all.comments?.[0]?.body, document("changed"));
  assert.deepEqual(all.comments?.[0]?.properties?.[0], { key: "origin", value: { id: 7 } });
  assert.equal((await viewer.issueComments.getComments({ issueIdOrKey })).total, 1);
  assert.equal((await jira.issueCommentProperties.getCommentProperty({ commentId: id, propertyKey: "origin" })).key, "origin");
  const listed = await jira.issueComments.getCommentsByIds({ ids: [Number(id)] });
  assert.deepEqual(listed.values?.map((each) => each.id), [id]);
  await jira.issueComments.deleteComment({ issueIdOrKey, id });
  await assert.rejects(jira.issueComments.getComment({ issueIdOrKey, id }), refused(404));
});

test("requests of a service project, with comments for customers and for agents", async () => {
  const { jira: host, jiraToken: apiToken } = sandbox.world;
  const desk = (/** @type {string} */ email) =>
    createServiceDeskClient({ host, auth: { type: "basic", email, apiToken }, onSchemaMismatch: "throw" });
  const agent = desk("jane.doe@weftline.example");
  const desks = await agent.servicedesk.getServiceDesks();
  assert.deepEqual(desks.values?.map(({ projectKey }) => projectKey), ["HELP"]);
  const request = await agent.request.getCustomerRequestByIdOrKey({ issueIdOrKey: "HELP-1" });
  assert.equal(request.issueKey, "HELP-1");
  const all = async (/** @type {typeof agent} */ who) =>
    (await who.request.getRequestComments({ issueIdOrKey: "HELP-1", limit: 100 })).values?.map(({ body }) => body) ?? [];
  const before = await all(agent);
  const shown = await agent.request.createRequestComment({ issueIdOrKey: "HELP-1", body: "for the customer", public: true });
  await agent.request.createRequestComment({ issueIdOrKey: "HELP-1", body: "for agents", public: false });
  assert.equal(shown.public, true);
  assert.deepEqual((await all(agent)).slice(before.length), ["for the customer", "for agents"]);
  const internal = await agent.request.getRequestComments({ issueIdOrKey: "HELP-1", public: false, internal: true, limit: 100 });
  assert.ok(internal.values?.some(({ body }) => body === "for agents"));
  assert.ok(internal.values?.every((comment) => comment.public === false));
  const platform = await jira.issueComments.getComments({ issueIdOrKey: "HELP-1", orderBy: "-created", maxResults: 2 });
  assert.deepEqual(platform.comments?.map(({ jsdPublic }) => jsdPublic).sort(), [false, true]);
});

test("files are attached, described, downloaded and removed", async () => {
  const issueIdOrKey = await newIssue();
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, at) => at % 256));
  const made = await jira.issueAttachments.addAttachment({
    issueIdOrKey,
    attachments: [
      { filename: "bytes – ü.bin", content: bytes },
      { filename: "note.txt", content: "Größe" },
    ],
  });
  assert.deepEqual(made.map(({ filename, size }) => [filename, size]), [["bytes – ü.bin", 1000], ["note.txt", 7]]);
  const [first, second] = made.map(({ id }) => id ?? "");
  const content = async (/** @type {string | undefined} */ id) =>
    Buffer.from(/** @type {ArrayBuffer} */ (await jira.issueAttachments.getAttachmentContent({ id: id ?? "" })));
  assert.deepEqual(await content(first), bytes);
  assert.equal((await content(second)).toString(), "Größe");
  assert.equal((await jira.issueAttachments.getAttachment({ id: first ?? "" })).filename, "bytes – ü.bin");
  assert.ok((await jira.issueAttachments.getAttachmentMeta()).enabled);
  /** @type {any} */
  const { fields } = await jira.issues.getIssue({ issueIdOrKey });
  assert.equal(fields.attachment.length, 2);
  await jira.issueAttachments.removeAttachment({ id: first ?? "" });
  await assert.rejects(jira.issueAttachments.getAttachment({ id: first ?? "" }), refused(404));
});

test("search in pages, by counting, by matching, and its errors", async () => {
  const jql = "project = ENG ORDER BY key ASC";
  /** @type {string[]} */
  const keys = [];
  /** @type {string | undefined} */
  let nextPageToken;
  do {
    const page = await jira.issueSearch.searchAndReconsileIssuesUsingJql({ jql, maxResults: 10, fields: ["summary"], ...(nextPageToken === undefined ? {} : { nextPageToken }) });
    keys.push(...(page.issues ?? []).map(({ key }) => key ?? ""));
    nextPageToken = page.nextPageToken ?? undefined;
    assert.equal(page.isLast, nextPageToken === undefined);
  } while (nextPageToken !== undefined);
  assert.ok(keys.length > 20);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal((await jira.issueSearch.countIssues({ jql: "project = ENG" })).count, keys.length);
  const matches = await jira.issueSearch.matchIssues({ issueIds: [10100], jqls: ["project = SUP", "project = ENG"] });
  assert.deepEqual(matches.matches.map(({ matchedIssues }) => matchedIssues), [[10100], []]);
  await assert.rejects(jira.issueSearch.searchAndReconsileIssuesUsingJql({ jql: "nothing = 1" }), refused(400, "Field 'nothing' does not exist"));
  await assert.rejects(jira.issueSearch.searchAndReconsileIssuesUsingJql({ jql: "project =" }), refused(400, "Error in JQL Query: Expecting either a value, list or function before the end of the query."));
});

test("properties of issues, projects and users", async () => {
  const issueIdOrKey = await newIssue();
  const body = { records: ["5001"], nested: { deep: null } };
  await jira.issueProperties.setIssueProperty({ issueIdOrKey, propertyKey: "weft.link", body });
  assert.deepEqual((await jira.issueProperties.getIssueProperty({ issueIdOrKey, propertyKey: "weft.link" })).value, body);
  assert.deepEqual((await jira.issueProperties.getIssuePropertyKeys({ issueIdOrKey })).keys?.map(({ key }) => key), ["weft.link"]);
  const found = await jira.issues.getIssue({ issueIdOrKey, properties: ["weft.link"] });
  assert.deepEqual(/** @type {any} */ (found).properties["weft.link"], body);
  await jira.issueProperties.deleteIssueProperty({ issueIdOrKey, propertyKey: "weft.link" });
  await assert.rejects(jira.issueProperties.getIssueProperty({ issueIdOrKey, propertyKey: "weft.link" }), refused(404));
  await assert.rejects(viewer.issueProperties.setIssueProperty({ issueIdOrKey, propertyKey: "weft.link", body }), refused(403));
  await jira.projectProperties.setProjectProperty({ projectIdOrKey: "SUP", propertyKey: "weft", body });
  assert.deepEqual((await jira.projectProperties.getProjectProperty({ projectIdOrKey: "SUP", propertyKey: "weft" })).value, body);
});

test("links, remote links, watchers and notifications", async () => {
  const [from, to] = [await newIssue(), await newIssue({}, "ENG")];
  await jira.issueLinks.linkIssues({ type: { name: "Blocks" }, inwardIssue: { key: from }, outwardIssue: { key: to } });
  /** @type {any} */
  const { fields } = await jira.issues.getIssue({ issueIdOrKey: from });
  assert.equal(fields.issuelinks[0].type.name, "Blocks");
  const remote = await jira.issueRemoteLinks.createOrUpdateRemoteIssueLink({
    issueIdOrKey: from,
    globalId: "case=5001",
    object: { url: "https://weftline.my.salesforce.com/5001", title: "00001001" },
  });
  assert.equal((await jira.issueRemoteLinks.getRemoteIssueLinkById({ issueIdOrKey: from, linkId: String(remote.id) })).globalId, "case=5001");
  assert.ok((await jira.issueWatchers.getIssueWatchers({ issueIdOrKey: from })).watchCount !== undefined);
  await jira.issues.notify({ issueIdOrKey: from, subject: "Look", textBody: "at this", to: { reporter: true, watchers: true, users: [{ accountId: "5b10a0000000000000000002" }] } });
  await jira.issues.deleteIssue({ issueIdOrKey: from });
  await assert.rejects(jira.issues.getIssue({ issueIdOrKey: from }), refused(404, "Issue does not exist or you do not have permission to see it."));
});

test("too many writes to one issue are put off, with the time to wait", async () => {
  const issueIdOrKey = await newIssue();
  const write = (/** @type {number} */ number) =>
    jira.issueProperties.setIssueProperty({ issueIdOrKey, propertyKey: "n", body: { number } });
  await sandbox.control("clock", "POST", { auto: false });
  await sandbox.control("clock", "POST", { advanceMs: 60_000 });
  for (let number = 0; number < 20; number += 1) await write(number);
  await assert.rejects(write(20), (/** @type {any} */ error) => {
    assert.deepEqual([error.name, error.status, error.retryAfterMs], ["RateLimitError", 429, 2000]);
    return true;
  });
  await sandbox.control("clock", "POST", { advanceMs: 2_000 });
  await write(21);
  await sandbox.control("clock", "POST", { auto: true });
});

test("nothing was asked that the sandbox does not have", async () => {
  assert.deepEqual((await sandbox.control("unknown")).unknown, []);
});
