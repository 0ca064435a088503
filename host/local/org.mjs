import { ORG_HOST } from "./addresses.mjs";

/** Mia Admin, who works in Salesforce as well: what she changes there is not what the app's user changes. */
const PERSON = "mia.admin@weftline.example";

/** The org as a person meets it at Salesforce's own pages: no limit of the API counts, and what fails for the app does not fail here. */
export class Org {
  #salesforce;
  #clientId;
  #clientSecret;
  #password;
  /** @type {string | undefined} */
  #token;

  /**
   * @param {string} salesforce the sandbox's Salesforce
   * @param {string} clientId
   * @param {string} clientSecret
   * @param {string} password everybody's
   */
  constructor(salesforce, clientId, clientSecret, password) {
    this.#salesforce = salesforce;
    this.#clientId = clientId;
    this.#clientSecret = clientSecret;
    this.#password = password;
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async request(path, init) {
    const first = await this.#send(path, init);
    if (first.status !== 401) return first;
    this.#token = undefined;
    return this.#send(path, init);
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async #send(path, init) {
    this.#token ??= await this.#login();
    const headers = new Headers(init.headers);
    headers.set("x-sandbox-person", PERSON);
    if (this.#token !== undefined) headers.set("authorization", `Bearer ${this.#token}`);
    return fetch(`${this.#salesforce}${path}`, { ...init, headers });
  }

  /** @returns {Promise<string | undefined>} none when Salesforce gives none just now */
  async #login() {
    const response = await fetch(`${this.#salesforce}/services/oauth2/token`, {
      method: "POST",
      headers: { "x-forwarded-host": ORG_HOST, "x-forwarded-proto": "https", "x-sandbox-person": PERSON },
      body: new URLSearchParams({
        grant_type: "password",
        username: PERSON,
        password: this.#password,
        client_id: this.#clientId,
        client_secret: this.#clientSecret,
      }),
    });
    if (!response.ok) return undefined;
    const { access_token: token } = /** @type {{ access_token: string }} */ (await response.json());
    return token;
  }
}
