import type { Exchange } from "../recorder.mjs";

/** An invocation on its way to the app. */
export type Invoke = {
  kind: "invoke";
  id: number;
  functionKey: string;
  handler: string;
  moduleKey: string;
  account: string | undefined;
  body: unknown;
  context: unknown;
  timeoutMs: number;
  /** The platform's delivery that it handles; none for a page's call. */
  delivery: string | undefined;
};

/** To the thread in which the app runs. */
export type Order =
  | Invoke
  /** It is so much later, since the world's clock was moved. */
  | { kind: "advance"; byMs: number }
  /** The platform has ended it. */
  | { kind: "end"; id: number }
  | { kind: "corruptCore" };

/** What a handler came to. */
export type Result =
  | { success: true; body: unknown }
  | { success: false; error: { errorType: string; errorMessage: string; stack?: string } };

/** From the thread in which the app runs. */
export type Notice =
  | { kind: "loaded" }
  | { kind: "result"; id: number; result: Result }
  | { kind: "exchange"; exchange: Exchange }
  | { kind: "turn"; id: number }
  | { kind: "instance"; number: number }
  | { kind: "memory"; bytes: number };

/** What the app's side needs to know of the site. */
export type AppIdentity = { appId: string; cloudId: string; environmentId: string; installationId: string };

/** What the thread is started with. */
export type WorkerData = {
  app: AppIdentity;
  bundle: string;
  egress: string[];
  salesforce: string;
  forge: string;
  orgHost: string;
};
