/**
 * Holds what the app asks of Salesforce against what Salesforce documents: resources and their methods, headers, limits.
 * There is no OpenAPI document of it; each rule names its page.
 */

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} url path and query, or the whole address
 * @property {Record<string, string>} headers names in lower case, without credentials
 * @property {string} requestBody JSON as it was; of anything else its size
 */

const REST = "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest";
const CONNECT = "https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi";
const BULK = "https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch";
const HELP = "https://help.salesforce.com/s/articleView";
const ID = "[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?";
const NAME = "[A-Za-z][A-Za-z0-9_]*";

/**
 * Resources below `/services/data/vNN.N`, `ID` for a record's id and `NAME` for an object or field.
 * @type {[methods: string, path: string, page: string][]}
 */
const RESOURCES = [
  ["GET", "/limits", `${REST}/resources_limits.htm`],
  ["GET", "/sobjects", `${REST}/resources_describeGlobal.htm`],
  ["GET", "/sobjects/NAME/describe", `${REST}/resources_sobject_describe.htm`],
  ["GET", "/sobjects/NAME/describe/layouts(/ID)?", `${REST}/resources_sobject_layouts.htm`],
  ["POST", "/sobjects/NAME", `${REST}/resources_sobject_basic_info.htm`],
  ["GET PATCH DELETE", "/sobjects/NAME/ID", `${REST}/resources_sobject_retrieve.htm`],
  ["GET", "/sobjects/NAME/NAME/[^/]+", `${REST}/resources_sobject_upsert.htm`],
  ["GET", "/sobjects/NAME/ID/richTextImageFields/NAME/ID", `${REST}/resources_sobject_rich_text_image_retrieve.htm`],
  ["GET", "/sobjects/(Attachment|Document)/ID/Body", `${REST}/resources_sobject_blob_retrieve.htm`],
  ["GET", "/sobjects/ContentVersion/ID/VersionData", `${REST}/resources_sobject_blob_retrieve.htm`],
  ["GET", "/(query|queryAll)/?", `${REST}/resources_query.htm`],
  ["GET", "/query/[A-Za-z0-9-]+", `${REST}/resources_query_more_results.htm`],
  ["GET POST", "/parameterizedSearch", `${REST}/resources_search_parameterized.htm`],
  ["POST", "/composite", `${REST}/resources_composite_composite.htm`],
  ["POST PATCH DELETE", "/composite/sobjects", `${REST}/resources_composite_sobjects_collections.htm`],
  ["GET POST", "/composite/sobjects/NAME", `${REST}/resources_composite_sobjects_collections_retrieve.htm`],
  ["GET", "/ui-api/object-info/NAME/picklist-values/ID(/NAME)?", "https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_resources_picklist_values_collection.htm"],
  ["GET", "/chatter/feeds/record/ID/feed-elements", `${CONNECT}/connect_resources_feeds_record.htm`],
  ["GET", "/chatter/feed-elements/ID", `${CONNECT}/connect_resources_feed_element.htm`],
  ["POST", "/chatter/feed-elements", `${CONNECT}/connect_resources_feed_elements.htm`],
  ["GET POST", "/chatter/feed-elements/ID/capabilities/comments/items", `${CONNECT}/connect_resources_feed_element_comments.htm`],
  ["GET", "/chatter/comments/ID", `${CONNECT}/connect_resources_comments.htm`],
  ["GET", "/connect/files/ID/content", `${CONNECT}/connect_resources_files_content.htm`],
  ["GET POST", "/jobs/ingest", `${BULK}/create_job.htm`],
  ["GET PATCH DELETE", "/jobs/ingest/ID", `${BULK}/get_job_info.htm`],
  ["PUT", "/jobs/ingest/ID/batches", `${BULK}/upload_job_data.htm`],
  ["GET", "/jobs/ingest/ID/(successfulResults|failedResults|unprocessedrecords)/?", `${BULK}/get_job_successful_results.htm`],
  ["POST", "/metadata/deployRequest", "https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm"],
  ["GET PATCH", "/metadata/deployRequest/ID", "https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy_checkstatus.htm"],
];

/** What a composite may consist of: {@link https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm}. */
const IN_COMPOSITE = /^\/(sobjects|query|queryAll|composite\/sobjects|ui-api|chatter|connect)\b/;

/** Resources that have no version. @type {[methods: string, path: string, page: string][]} */
const UNVERSIONED = [
  ["GET", "/services/data/?", `${REST}/resources_versions.htm`],
  ["GET", "/services/oauth2/authorize", `${HELP}?id=xcloud.remoteaccess_oauth_web_server_flow.htm`],
  ["POST", "/services/oauth2/token", `${HELP}?id=xcloud.remoteaccess_oauth_web_server_flow.htm`],
  ["POST", "/services/oauth2/revoke", `${HELP}?id=xcloud.remoteaccess_revoke_token.htm`],
  ["GET", "/services/oauth2/userinfo", `${HELP}?id=xcloud.remoteaccess_using_userinfo_endpoint.htm`],
];

/**
 * Headers of Salesforce and what they may say: {@link https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers.htm}.
 * @type {Record<string, RegExp>}
 */
const HEADERS = {
  "sforce-auto-assign": new RegExp(`^(TRUE|FALSE|${ID})$`, "i"),
  "sforce-duplicate-rule-header": /^((allowSave|includeRecordDetails|runAsCurrentUser) ?= ?(true|false)(; ?|$))+$/,
  "sforce-query-options": /^batchSize=(2\d\d|[3-9]\d\d|1\d\d\d|2000)$/,
  "sforce-call-options": /^(client|defaultNamespace)=/,
  "sforce-mru": /^updateMru=(true|false)$/,
  "if-modified-since": /GMT$/,
  "if-unmodified-since": /GMT$/,
  "content-type": /^(application\/json|application\/x-www-form-urlencoded|text\/csv|multipart\/form-data)/,
  accept: /./,
};
/** What `fetch`, a proxy and the connection add by themselves. */
const TRANSPORT = /^(host|connection|user-agent|accept-encoding|accept-language|content-length|transfer-encoding|sec-fetch-mode|cache-control|pragma|x-forwarded-(host|proto)|authorization)$/;

const URI_BYTES_MAX = 16_384;
const SOQL_CHARACTERS_MAX = 100_000;
const SUBREQUESTS_MAX = 25;
const QUERIES_MAX = 5;
const COLLECTION_MAX = 200;
const RETRIEVED_MAX = 2_000;
const VERSION_OLDEST = 58;

/**
 * Whether the app has sent a request: not a person's browser on the login page, nor the page of the laptop, which has the
 * emulated org act for somebody.
 * @param {Request} request
 * @returns {boolean}
 */
export function isOfApp({ headers }) {
  return !Object.keys(headers).some((name) => /^(sec-fetch-.*|x-sandbox-.*)$/i.test(name));
}

/**
 * What is wrong with a request; nothing when it is as documented.
 * @param {Request} request
 * @returns {string[]}
 */
export function check({ method, url, headers, requestBody }) {
  const at = new URL(url, "https://org.invalid");
  const problems = [];
  if (Buffer.byteLength(`${at.pathname}${at.search}`) > URI_BYTES_MAX) problems.push(`an address has at most ${URI_BYTES_MAX} bytes`);
  for (const [name, value] of Object.entries(headers)) {
    if (TRANSPORT.test(name)) continue;
    const known = HEADERS[name];
    if (known === undefined) problems.push(`no header \`${name}\` is documented`);
    else if (!known.test(value)) problems.push(`the header \`${name}\` cannot be \`${value}\``);
  }
  problems.push(...resource(method, at));
  const path = at.pathname.replace(/^\/services\/data\/v[\d.]+/, "");
  if (path.startsWith("/composite")) problems.push(...composite(path, method, at, requestBody));
  return problems;
}

/**
 * @param {string} method
 * @param {URL} at
 */
function resource(method, at) {
  const version = /^\/services\/data\/v(\d+)\.0(\/.*)$/.exec(at.pathname);
  const [list, path] = version === null ? [UNVERSIONED, at.pathname] : [RESOURCES, version[2] ?? ""];
  const problems = [];
  if (version !== null && Number(version[1]) < VERSION_OLDEST) problems.push(`version ${version[1]} is older than what is asked for`);
  const fitting = list.filter(([, pattern]) => patternOf(pattern).test(path));
  if (fitting.length === 0) problems.push(`no resource \`${path}\` is documented`);
  else if (!fitting.some(([methods]) => methods.split(" ").includes(method))) problems.push(`\`${path}\` takes no ${method}`);
  const soql = /^\/query(All)?\/?$/.test(path) ? at.searchParams.get("q") : null;
  if (soql !== null) problems.push(...query(soql));
  return problems;
}

/** @param {string} soql */
function query(soql) {
  const problems = [];
  if (soql.length > SOQL_CHARACTERS_MAX) problems.push(`a query has at most ${SOQL_CHARACTERS_MAX} characters`);
  const offset = /\bOFFSET (\d+)/i.exec(soql);
  if (offset !== null && Number(offset[1]) > 2_000) problems.push("OFFSET is at most 2,000");
  return problems;
}

/**
 * @param {string} path
 * @param {string} method
 * @param {URL} at
 * @param {string} requestBody
 */
function composite(path, method, at, requestBody) {
  const problems = [];
  if (path === "/composite/sobjects" && method === "DELETE") {
    const ids = (at.searchParams.get("ids") ?? "").split(",");
    return ids.length > COLLECTION_MAX ? [`a collection has at most ${COLLECTION_MAX} records`] : [];
  }
  const body = parsed(requestBody);
  if (body === undefined) return method === "GET" ? [] : ["a composite's body is JSON"];
  if (path === "/composite/sobjects") {
    if (typeof body.allOrNone !== "boolean") problems.push("a collection says whether it is all or none");
    if (!Array.isArray(body.records) || body.records.length > COLLECTION_MAX) problems.push(`a collection has at most ${COLLECTION_MAX} records`);
    return problems;
  }
  if (path !== "/composite") {
    if (Array.isArray(body.ids) && body.ids.length > RETRIEVED_MAX) problems.push(`at most ${RETRIEVED_MAX} records are retrieved`);
    return problems;
  }
  /** @type {{ method: string, url: string, referenceId: string, httpHeaders?: Record<string, string>, body?: unknown }[]} */
  const requests = Array.isArray(body.compositeRequest) ? body.compositeRequest : [];
  if (requests.length === 0 || requests.length > SUBREQUESTS_MAX) problems.push(`a composite has 1 to ${SUBREQUESTS_MAX} requests`);
  const counted = requests.filter((each) => /^\/services\/data\/v[\d.]+\/(query|queryAll|composite\/sobjects)\b/.test(each.url));
  if (counted.length > QUERIES_MAX) problems.push(`a composite has at most ${QUERIES_MAX} queries and collections`);
  const names = new Set(requests.map((each) => each.referenceId));
  if (names.size !== requests.length) problems.push("reference ids are unique");
  for (const each of requests) {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(each.referenceId)) problems.push(`\`${each.referenceId}\` is no reference id`);
    const inside = /^\/services\/data\/v[\d.]+(\/.*)$/.exec(each.url)?.[1] ?? "";
    if (!IN_COMPOSITE.test(inside)) problems.push(`\`${inside.split("?")[0]}\` is not for composites`);
    for (const name of Object.keys(each.httpHeaders ?? {})) {
      if (/^(accept|authorization|content-type)$/i.test(name)) problems.push(`a request of a composite has no header \`${name}\``);
    }
    // A reference to what another one of them makes stands for an id.
    const url = each.url.replace(/@\{[A-Za-z0-9_.[\]]+\}/g, "500000000000000AAA");
    const lower = Object.fromEntries(Object.entries(each.httpHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    const found = check({ method: each.method, url, headers: lower, requestBody: each.body === undefined ? "" : JSON.stringify(each.body) });
    problems.push(...found);
  }
  return problems;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} pattern */
function patternOf(pattern) {
  return new RegExp(`^${pattern.replaceAll("ID", ID).replaceAll("NAME", NAME)}$`);
}
