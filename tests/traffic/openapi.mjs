/**
 * Holds recorded exchanges against an OpenAPI 3.0 document: the route, the query's parameters, the request's body,
 * the status, and the reply's body.
 */
import { Ajv } from "ajv";
import formats from "ajv-formats";

/**
 * @typedef {object} Exchange
 * @property {string} to
 * @property {string} method
 * @property {string} url
 * @property {string} requestBody
 * @property {number} status
 * @property {string} responseBody
 * @property {boolean} [requestIsFree] whether the request may be otherwise than documented
 */

/** @typedef {{ pattern: RegExp, path: string, literal: number, operations: Record<string, Operation> }} Route */
/** @typedef {{ parameters: Parameter[], requestBody?: Content, responses: Record<string, Content> }} Operation */
/** @typedef {{ name: string, in: string, required?: boolean, schema?: object }} Parameter */
/** @typedef {{ content?: Record<string, { schema?: object }>, required?: boolean }} Content */

const METHODS = ["get", "post", "put", "patch", "delete"];
const ROOT = "openapi";

/** A document, ready to hold exchanges against. */
export class OpenApi {
  #document;
  #ajv;
  /** @type {Route[]} */
  #routes;
  /** @type {Map<string, import("ajv").ValidateFunction>} */
  #compiled = new Map();

  /** @param {any} document the parsed OpenAPI document */
  constructor(document) {
    this.#document = document;
    // OpenAPI 3.0 is no JSON Schema: `example`, `xml` and the like are words that a validator does not know.
    this.#ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
    formats.default(this.#ajv, ["date", "date-time", "uri", "uuid", "int32", "int64", "float", "double"]);
    this.#ajv.addSchema({ $id: ROOT, ...document });
    this.#routes = Object.entries(document.paths).map(([path, item]) => route(path, item));
    this.#routes.sort((a, b) => b.literal - a.literal);
  }

  /**
   * What is wrong with an exchange; nothing when it is as the document says.
   * @param {Exchange} exchange
   * @returns {string[]}
   */
  check(exchange) {
    const url = new URL(exchange.url, "https://site.invalid");
    // The answer to HEAD is that to GET without its body.
    const method = exchange.method === "HEAD" ? "get" : exchange.method.toLowerCase();
    const fitting = this.#routes.filter(({ pattern }) => pattern.test(url.pathname));
    const found = fitting.find(({ operations }) => operations[method] !== undefined) ?? fitting[0];
    if (found === undefined) return [`the document has no path \`${url.pathname}\``];
    const operation = found.operations[method];
    if (operation === undefined) return [`\`${found.path}\` has no method ${exchange.method}`];
    return [
      ...(exchange.requestIsFree === true
        ? []
        : [...this.#query(operation, url.searchParams), ...this.#request(operation, exchange)]),
      ...this.#reply(operation, exchange),
    ];
  }

  /** @param {Operation} operation @param {URLSearchParams} given */
  #query(operation, given) {
    const known = operation.parameters.filter((parameter) => parameter.in === "query");
    const unknown = [...new Set(given.keys())].filter((name) => !known.some((parameter) => parameter.name === name));
    const missing = known.filter((parameter) => parameter.required === true && !given.has(parameter.name));
    return [
      ...unknown.map((name) => `the query's parameter \`${name}\` is not in the document`),
      ...missing.map(({ name }) => `the query's parameter \`${name}\` is missing`),
    ];
  }

  /** @param {Operation} operation @param {Exchange} exchange */
  #request(operation, { requestBody }) {
    const schema = jsonSchema(operation.requestBody);
    if (requestBody === "") return operation.requestBody?.required === true ? ["the request's body is missing"] : [];
    if (operation.requestBody === undefined) return ["the document knows no body for this request"];
    return schema === undefined ? [] : this.#body("request", schema, requestBody);
  }

  /** @param {Operation} operation @param {Exchange} exchange */
  #reply(operation, { status, responseBody }) {
    if (status === 0) return [];
    const response = operation.responses[String(status)] ?? operation.responses["default"];
    // What a proxy or an overloaded server answers is in no document.
    if (response === undefined) return status === 429 || status >= 500 ? [] : [`status ${status} is not in the document`];
    const schema = jsonSchema(response);
    if (schema === undefined || status >= 400 || responseBody === "") return [];
    return this.#body("reply", schema, responseBody);
  }

  /** @param {string} what @param {object} schema @param {string} body */
  #body(what, schema, body) {
    let value;
    try {
      value = JSON.parse(body);
    } catch {
      return [`the ${what}'s body is not JSON`];
    }
    const validate = this.#validator(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const more = "additionalProperty" in params ? ` \`${params["additionalProperty"]}\`` : "";
      return `the ${what}'s body${instancePath === "" ? "" : ` at ${instancePath}`} ${message ?? "is wrong"}${more}`;
    });
  }

  /** @param {object} schema */
  #validator(schema) {
    const key = JSON.stringify(schema);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = this.#ajv.compile(rooted(schema));
    this.#compiled.set(key, compiled);
    return compiled;
  }

  /** How many paths the document has. */
  get size() {
    return Object.keys(this.#document.paths).length;
  }
}

/** @param {string} path @param {any} item @returns {Route} */
function route(path, item) {
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+");
  const shared = item.parameters ?? [];
  const operations = Object.fromEntries(
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const { parameters = [], requestBody, responses } = item[method];
      return [method, { parameters: [...shared, ...parameters], requestBody, responses }];
    }),
  );
  return { pattern: new RegExp(`^${pattern}/?$`), path, literal: path.replace(/\{[^}]+\}/g, "").length, operations };
}

/** @param {Content | undefined} content */
function jsonSchema(content) {
  return content?.content?.["application/json"]?.schema;
}

/**
 * References within the document, made to point to it from anywhere.
 * @param {any} schema
 * @returns {any}
 */
function rooted(schema) {
  if (Array.isArray(schema)) return schema.map(rooted);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) =>
      name === "$ref" && typeof value === "string" ? [name, value.replace(/^#/, `${ROOT}#`)] : [name, rooted(value)],
    ),
  );
}
