import { useMemo } from "react";
import type { Place } from "./api";
import type { Destination } from "./frames/broker";
import { Frame } from "./frames/frame";
import { FramesProvider } from "./frames/frames";
import { SingleRule } from "./jira/single-rule";
import { openAddress } from "./open-address";

function follow(to: Destination): void {
  if ("url" in to) openAddress(to.url, to.type ?? "new-tab");
}

/**
 * One of the app's pages by itself: `/?module=weftline-compact&issue=SUP-1&account=...&theme=dark&width=360&locale=de-DE`; in the
 * editor of workflows `/?module=weftline-post-function&project=SUP&transition=31`, or `&rule=<id>&entry=view` for one that is there.
 */
export function Single({ query, colorMode }: { readonly query: URLSearchParams; readonly colorMode: "light" | "dark" }) {
  const place = useMemo<Place>(
    () => ({
      account: query.get("account") ?? "5b10a0000000000000000002",
      module: query.get("module") ?? "",
      issue: query.get("issue") ?? undefined,
      project: query.get("project") ?? undefined,
      locale: query.get("locale") ?? undefined,
    }),
    [query],
  );
  const width = query.get("width");
  return (
    <FramesProvider
      colorMode={colorMode}
      navigate={follow}
    >
      <main style={width === null ? undefined : { width: `${width}px` }}>
        {query.has("transition") ? <SingleRule query={query} place={place} /> : <Frame place={place} title="Weftline" />}
      </main>
    </FramesProvider>
  );
}
