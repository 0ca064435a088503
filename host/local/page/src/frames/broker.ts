import { askJson, json, type Place } from "../api";

/** What a frame asks the page around it to show; the page says how. */
export type Surroundings = {
  readonly colorMode: "light" | "dark";
  readonly openModal: (modal: OpenModal) => void;
  readonly showFlag: (flag: Flag) => void;
  readonly closeFlag: (id: string) => void;
  /** Follows an address; a place in Jira is given as Forge's navigation target. */
  readonly navigate: (to: Destination) => void;
};

export type OpenModal = {
  readonly place: Place;
  readonly size: unknown;
  readonly title: string;
  readonly closeOnEscape: boolean;
  readonly closeOnOverlayClick: boolean;
  readonly onClosed: (payload: unknown) => void;
};

export type Flag = {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly type: string;
  readonly isAutoDismiss?: boolean;
};

export type Destination =
  | { readonly url: string; readonly type?: "same-tab" | "new-tab" }
  | { readonly target: string; readonly issueKey?: string; readonly moduleKey?: string };

/** A frame that is on the page. */
export type Framed = {
  readonly place: Place;
  readonly resize: (height: number) => void;
  readonly refresh: () => void;
  /** Only a dialog can be closed. */
  readonly close?: (payload: unknown) => void;
  /** Whether what is chosen in it is kept by the page around it. */
  readonly configurable?: boolean;
};

type Asked = { channel: string; id: number; command: string; data: never };

const CHANNEL = "weftline-bridge";

/** Answers the frames' bridges. One for the page. */
export class Broker {
  readonly #frames = new Map<Window, Framed>();
  /** Who waits for what a frame's form holds. */
  readonly #asked = new Map<number, (configuration: string | undefined) => void>();
  #last = 0;

  /** Begins to answer, as these surroundings do; gives what ends it. */
  listen(surroundings: Surroundings): () => void {
    const hear = (event: MessageEvent<Asked>) => void this.#hear(event, surroundings);
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }

  add(frame: Window, framed: Framed): () => void {
    this.#frames.set(frame, framed);
    return () => this.#frames.delete(frame);
  }

  /** What the form of the frame in a place holds; nothing while it says that something is missing. */
  configuration(place: Place): Promise<string | undefined> {
    const [frame] = [...this.#frames].find(([, framed]) => framed.place === place) ?? [];
    if (frame === undefined) return Promise.resolve(undefined);
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      post(frame, { kind: "configure", id });
    });
  }

  /** Tells every frame of something that happened on the page around it. */
  announce(event: string, payload: unknown): void {
    for (const frame of this.#frames.keys()) post(frame, { kind: "event", event, payload });
  }

  async #hear({ source, origin, data }: MessageEvent<Asked>, surroundings: Surroundings): Promise<void> {
    if (origin !== window.location.origin || data?.channel !== CHANNEL || source === null) return;
    const frame = source as Window;
    const framed = this.#frames.get(frame);
    if (framed === undefined) return;
    try {
      const value = await this.#answer(frame, framed, data, surroundings);
      post(frame, { kind: "answer", id: data.id, ok: true, value });
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      post(frame, { kind: "answer", id: data.id, ok: false, message });
    }
  }

  async #answer(frame: Window, framed: Framed, { id, command, data }: Asked, surroundings: Surroundings): Promise<unknown> {
    const { place } = framed;
    switch (command) {
      case "getContext": {
        const context = await askJson<object>("/api/context", json("POST", place));
        return { ...context, theme: { colorMode: surroundings.colorMode } };
      }
      case "invoke":
        return invoke(place, data);
      case "fetchProduct":
        return fetchProduct(place, data);
      case "openModal": {
        const { context, size, title, closeOnEscape, closeOnOverlayClick } = data as {
          context: unknown;
          size: unknown;
          title: string;
          closeOnEscape: boolean;
          closeOnOverlayClick: boolean;
        };
        surroundings.openModal({
          place: { ...place, modal: context },
          size,
          title,
          closeOnEscape,
          closeOnOverlayClick,
          onClosed: (payload) => post(frame, { kind: "modalClosed", id, payload }),
        });
        return true;
      }
      case "close":
      case "submit":
        if (framed.close === undefined) return false;
        framed.close(data);
        return true;
      case "refresh":
      case "reload":
        framed.refresh();
        return true;
      case "takesConfiguration":
        return framed.configurable === true;
      case "configured": {
        const { id: asked, configuration } = data as { id: number; configuration?: string };
        this.#asked.get(asked)?.(configuration);
        this.#asked.delete(asked);
        return undefined;
      }
      case "navigate":
        surroundings.navigate(data);
        return undefined;
      case "getPlace":
        return new URLSearchParams(window.location.search).get("place") ?? "/";
      case "keepPlace":
        keepPlace((data as { place: string }).place);
        return undefined;
      case "getUrl":
        return (data as { url?: string }).url ?? window.location.href;
      case "emit":
      case "emitPublic": {
        const { event, payload } = data as { event: string; payload: unknown };
        this.announce(event, payload);
        return undefined;
      }
      case "showFlag":
        surroundings.showFlag(data);
        return undefined;
      case "closeFlag":
        surroundings.closeFlag((data as { id: string }).id);
        return true;
      case "resize":
        framed.resize((data as { height: number }).height);
        return undefined;
      case "changeWindowTitle":
        document.title = data;
        return undefined;
      case "emitReadyEvent":
        return undefined;
      default:
        throw new Error(`the local host's bridge has no \`${command}\``);
    }
  }
}

/** Keeps a frame's place in the page's address, so that reloading keeps it. */
function keepPlace(place: string): void {
  const query = new URLSearchParams(window.location.search);
  query.set("place", place);
  window.history.replaceState(null, "", `?${query.toString()}`);
}

function post(frame: Window, message: object): void {
  frame.postMessage({ channel: CHANNEL, ...message }, window.location.origin);
}

type InvokeResult =
  | { success: true; body: unknown }
  | { success: false; error: { errorType: string; errorMessage: string } };

async function invoke(place: Place, data: { functionKey: string; payload: unknown }): Promise<unknown> {
  const { functionKey, payload } = data;
  const result = await askJson<InvokeResult>("/api/invoke", json("POST", { place, functionKey, payload: payload ?? {} }));
  if (!result.success) {
    throw new Error(`There was an error invoking the function - ${result.error.errorType}: ${result.error.errorMessage}`);
  }
  return result.body;
}

type ProductFetch = {
  restPath: string;
  fetchRequestInit?: { method?: string; headers?: [string, string][]; body?: string | null };
  isMultipartFormData?: boolean;
};

async function fetchProduct(place: Place, { restPath, fetchRequestInit: init = {}, isMultipartFormData }: ProductFetch): Promise<unknown> {
  const headers = new Headers(init.headers);
  headers.set("x-account", place.account);
  const method = init.method ?? "GET";
  let body: string | FormData | null = method === "GET" ? null : (init.body ?? null);
  if (isMultipartFormData === true && typeof body === "string") {
    body = formOf(body);
    // The browser writes the one that names the boundary.
    headers.delete("content-type");
  }
  const response = await fetch(`/api/jira${restPath}`, { method, headers, body });
  return {
    body: await response.text(),
    headers: Object.fromEntries(response.headers),
    status: response.status,
    statusText: response.statusText,
    isAttachment: false,
  };
}

/** A form as the bridge brings it: its entries as JSON, the file as a `data:` address with its name and type beside. */
function formOf(body: string): FormData {
  const { file, __fileName: name, __fileType: type, ...fields } = JSON.parse(body) as Record<string, string>;
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  if (file !== undefined) form.append("file", new Blob([bytesOf(file)], { type: type ?? "" }), name ?? "file");
  return form;
}

function bytesOf(address: string): Uint8Array<ArrayBuffer> {
  const text = atob(address.slice(address.indexOf(",") + 1));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
