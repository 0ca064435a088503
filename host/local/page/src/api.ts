/** Where in Jira a frame is, and for whom: what Forge knows of it. */
export type Place = {
  readonly account: string;
  readonly module: string;
  readonly issue?: string | undefined;
  /** The key of the project in whose settings it is. */
  readonly project?: string | undefined;
  /** Where in the editor of workflows it is. */
  readonly rule?: Rule | undefined;
  readonly modal?: unknown;
  /** The language and region to see it in, like `de-DE`; none for those of the person. */
  readonly locale?: string | undefined;
};

/** A post function in the editor of workflows, or the place for a new one. */
export type Rule = {
  readonly workflow: string;
  readonly transition: string;
  readonly entry: "create" | "edit" | "view";
  readonly id?: string | undefined;
};

/** An answer that is not what was asked for. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Asks the local host. */
export async function ask(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Refusal(response.status, await reason(response));
  return response;
}

/** Asks the local host for JSON; nothing when the answer has no body. */
export async function askJson<T>(path: string, init?: RequestInit): Promise<T> {
  const text = await (await ask(path, init)).text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** A request with a JSON body. */
export function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** What Jira, Salesforce or the local host say went wrong, in whichever shape they say it. */
async function reason(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    const first = Array.isArray(body) ? body[0] : body;
    const said = first as { message?: string; errorMessages?: string[]; errors?: Record<string, string> };
    const words = [said.message, ...(said.errorMessages ?? []), ...Object.values(said.errors ?? {})];
    return words.filter((word) => word !== undefined && word !== "").join("; ") || `status ${response.status}`;
  } catch {
    return `status ${response.status}`;
  }
}
