// The bridge as the app's page finds it: `window.__bridge`, there before the app's own script. It talks to the page
// around the frame by messages, as Forge's does; functions cannot cross, so they stay here and are called by number.
"use strict";
(() => {
  const CHANNEL = "weftline-bridge";
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  /** @type {Map<number, (payload: unknown) => void>} */
  const modals = new Map();
  /** @type {Map<string, Set<(payload: unknown) => void>>} */
  const listeners = new Map();
  /** @type {(() => unknown) | undefined} what Jira calls when a post function is added or changed */
  let onConfigure;
  let last = 0;
  let themed = false;

  /**
   * @param {string} command
   * @param {unknown} [data]
   * @returns {Promise<any>}
   */
  function ask(command, data) {
    last += 1;
    const id = last;
    const answer = new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
    window.parent.postMessage({ channel: CHANNEL, id, command, data }, window.location.origin);
    return answer;
  }

  /** @param {{ colorMode?: string }} theme */
  function applyTheme({ colorMode }) {
    const root = document.documentElement;
    root.dataset["colorMode"] = colorMode === "dark" ? "dark" : "light";
    root.dataset["theme"] = "dark:dark light:light spacing:spacing typography:typography";
  }

  /** @param {Record<string, unknown> & { onClose?: (payload: unknown) => void }} options */
  function openModal({ onClose, ...options }) {
    if (onClose !== undefined) modals.set(last + 1, onClose);
    return ask("openModal", options);
  }

  /** @param {{ event: string, callback: (payload: unknown) => void }} subscription */
  function on({ event, callback }) {
    const of = listeners.get(event) ?? new Set();
    listeners.set(event, of.add(callback));
    return Promise.resolve({ unsubscribe: () => of.delete(callback) });
  }

  /**
   * Gives what the app's form holds, as text; nothing while the form has to stay open.
   * @param {number} id of the question
   */
  async function configured(id) {
    const configuration = await onConfigure?.();
    await ask("configured", { id, configuration });
  }

  /** A history of the frame's own, whose place the page around keeps in its address, as Forge's does. */
  async function createHistory() {
    const first = locationOf(await ask("getPlace"), undefined);
    const entries = [first];
    let index = 0;
    /** @type {Set<(location: unknown, action: string) => void>} */
    const listening = new Set();
    const history = {
      action: "POP",
      location: first,
      listen(/** @type {(location: unknown, action: string) => void} */ listener) {
        listening.add(listener);
        return () => listening.delete(listener);
      },
      push: (/** @type {unknown} */ to, /** @type {any} */ state) => {
        entries.splice(index + 1, entries.length, locationOf(to, state));
        move("PUSH", index + 1);
      },
      replace: (/** @type {unknown} */ to, /** @type {any} */ state) => {
        entries[index] = locationOf(to, state);
        move("REPLACE", index);
      },
      go: (/** @type {number} */ by) => move("POP", Math.min(entries.length - 1, Math.max(0, index + by))),
      goBack: () => history.go(-1),
      goForward: () => history.go(1),
      createHref: (/** @type {{ pathname: string, search?: string, hash?: string }} */ to) =>
        `${to.pathname}${to.search ?? ""}${to.hash ?? ""}`,
    };
    /**
     * @param {string} action
     * @param {number} to
     */
    function move(action, to) {
      index = to;
      history.action = action;
      const location = entries[index] ?? first;
      history.location = location;
      for (const listener of listening) listener(location, action);
      void ask("keepPlace", { place: history.createHref(location) });
    }
    return history;
  }

  /**
   * @param {any} to
   * @param {any} state
   */
  function locationOf(to, state) {
    const url = typeof to === "string" ? new URL(to, "https://frame.invalid") : to;
    last += 1;
    return { pathname: url.pathname, search: url.search ?? "", hash: url.hash ?? "", key: String(last), state: to.state ?? state };
  }

  /**
   * @param {string} command
   * @param {any} data
   */
  async function callBridge(command, data) {
    switch (command) {
      case "openModal":
        return openModal(data);
      case "on":
      case "onPublic":
        return on(data);
      case "createHistory":
        return createHistory();
      case "setWorkflowRuleConfigurationCallback":
        onConfigure = data?.data?.onConfigure;
        return ask("takesConfiguration");
      case "enableTheming":
        themed = true;
        return applyTheme((await ask("getContext")).theme);
      default:
        return ask(command, data);
    }
  }

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== window.location.origin || data?.channel !== CHANNEL) return;
    switch (data.kind) {
      case "answer": {
        const waiting = asked.get(data.id);
        asked.delete(data.id);
        if (data.ok) waiting?.resolve(data.value);
        else waiting?.reject(new Error(data.message));
        return;
      }
      case "modalClosed":
        modals.get(data.id)?.(data.payload);
        modals.delete(data.id);
        return;
      case "event":
        for (const listener of listeners.get(data.event) ?? []) listener(data.payload);
        return;
      case "configure":
        void configured(data.id);
        return;
      case "theme":
        if (themed) applyTheme(data.theme);
        return;
    }
  });

  // A link into Salesforce or to a web trigger leads to what is not on the internet: the page around finds it here.
  const HERE = [".my.salesforce.com", "login.salesforce.com", "test.salesforce.com", ".hello.atlassian-dev.net"];
  window.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!(link instanceof HTMLAnchorElement) || !HERE.some((end) => link.hostname.endsWith(end))) return;
      event.preventDefault();
      void ask("navigate", { url: link.href, type: "new-tab" });
    },
    true,
  );

  // Forge gives a frame the height of what is in it; what floats over the page (menus, tooltips) counts.
  let height = 0;
  function measure() {
    const floating = [...document.querySelectorAll(".atlaskit-portal-container *")];
    const bottoms = [...document.body.children, ...floating].map((element) => element.getBoundingClientRect().bottom);
    const now = Math.ceil(Math.max(0, ...bottoms) + window.scrollY);
    if (now === height) return;
    height = now;
    void ask("resize", { height });
  }
  let measuring = false;
  function measureSoon() {
    if (measuring) return;
    measuring = true;
    requestAnimationFrame(() => {
      measuring = false;
      measure();
    });
  }
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(measureSoon).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    new ResizeObserver(measureSoon).observe(document.body);
    window.addEventListener("load", measureSoon, true);
    measureSoon();
  });

  Object.assign(window, { __bridge: { callBridge } });
})();
