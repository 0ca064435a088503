import { useEffect, useReducer } from "react";

/** What one invocation of the app did; as the local host tells it. */
export type Invocation = {
  readonly id: number;
  readonly label: string;
  readonly module: string;
  readonly account?: string;
  readonly startedMs: number;
  readonly ms?: number;
  readonly outcome?: string;
  readonly turns: number;
  readonly calls: { readonly salesforce: number; readonly jira: number; readonly forge: number };
  readonly bytesOut: number;
  readonly bytesIn: number;
};

/** One request of the app; secrets are blanked. */
export type Exchange = {
  readonly invocation: number;
  readonly to: "salesforce" | "jira" | "forge";
  readonly as: string;
  readonly method: string;
  readonly url: string;
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string;
  readonly ms: number;
};

type News = { readonly kind: "invocation"; readonly invocation: Invocation } | { readonly kind: "exchange"; readonly exchange: Exchange };

export type Traffic = {
  /** The newest first. */
  readonly invocations: readonly (Invocation & { readonly exchanges: readonly Exchange[] })[];
  /** Grow whenever the app may have written there. */
  readonly salesforceWrites: number;
  readonly jiraWrites: number;
};

const KEPT = 50;

/** The traffic between the app and the world, as it happens. */
export function useTraffic(): Traffic {
  const [traffic, tell] = useReducer((before: Traffic, news: readonly News[]) => news.reduce(next, before), { invocations: [], salesforceWrites: 0, jiraWrites: 0 });
  useEffect(() => {
    const source = new EventSource("/api/traffic");
    source.onmessage = ({ data }: MessageEvent<string>) => tell(JSON.parse(data) as News[]);
    return () => source.close();
  }, []);
  return traffic;
}

function next(traffic: Traffic, news: News): Traffic {
  switch (news.kind) {
    case "invocation": {
      const known = traffic.invocations.find(({ id }) => id === news.invocation.id);
      const others = traffic.invocations.filter((one) => one !== known);
      const invocation = { ...news.invocation, exchanges: known?.exchanges ?? [] };
      return { ...traffic, invocations: [invocation, ...others].sort((a, b) => b.id - a.id).slice(0, KEPT) };
    }
    case "exchange": {
      const { exchange } = news;
      const writes = exchange.method !== "GET" && exchange.status >= 200 && exchange.status < 300;
      return {
        invocations: traffic.invocations.map((one) =>
          one.id === exchange.invocation ? { ...one, exchanges: [...one.exchanges, exchange] } : one,
        ),
        salesforceWrites: traffic.salesforceWrites + (writes && exchange.to === "salesforce" ? 1 : 0),
        jiraWrites: traffic.jiraWrites + (writes && exchange.to === "jira" ? 1 : 0),
      };
    }
    default:
      return news satisfies never;
  }
}
