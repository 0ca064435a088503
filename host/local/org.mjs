import { ORG_HOST } from "./addresses.mjs";

/** The org as the laptop page's own client meets it: another client than the app, with a token of its own. */
export class Org {
  #salesforce;
  #clientId;
  #clientSecret;
  /** @type {string | undefined} */
  #token;

  /**
   * @param {string} salesforce the sandbox's Salesforce
   * @param {string} clientId
   * @param {string} clientSecret
   */
  constructor(salesforce, clientId, clientSecret) {
    this.#salesforce = salesforce;
    this.#clientId = clientId;
    this.#clientSecret = clientSecret;
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
    if (this.#token !== undefined) headers.set("authorization", `Bearer ${this.#token}`);
    return fetch(`${this.#salesforce}${path}`, { ...init, headers });
  }

  /** @returns {Promise<string | undefined>} none when Salesforce gives none just now */
  async #login() {
    const response = await fetch(`${this.#salesforce}/services/oauth2/token`, {
      method: "POST",
      headers: { "x-forwarded-host": ORG_HOST, "x-forwarded-proto": "https" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: this.#clientId,
        client_secret: this.#clientSecret,
      }),
    });
    if (!response.ok) return undefined;
    const { access_token: token } = /** @type {{ access_token: string }} */ (await response.json());
    return token;
  }
}
