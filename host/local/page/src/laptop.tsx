import { useCallback, useEffect, useMemo, useState } from "react";
import Button from "@atlaskit/button/new";
import Heading from "@atlaskit/heading";
import { setGlobalTheme } from "@atlaskit/tokens/set-global-theme";
import { askJson } from "./api";
import { ClockButton } from "./clock-button";
import type { Destination } from "./frames/broker";
import { FramesProvider } from "./frames/frames";
import { AdminPages } from "./jira/admin-pages";
import { IssueList } from "./jira/issue-list";
import { IssuePage } from "./jira/issue-page";
import { Jira, type Account } from "./jira/jira";
import { WorkflowPage } from "./jira/workflow-page";
import styles from "./laptop.module.css";
import { openAddress } from "./open-address";
import { RecordList } from "./salesforce/record-list";
import { RecordPage } from "./salesforce/record-page";
import { OBJECTS, Salesforce, type ObjectName } from "./salesforce/salesforce";
import { ApiSwitch } from "./traffic/switches";
import { TrafficBar } from "./traffic/traffic-bar";
import { useSwitches } from "./traffic/use-switches";
import { useTraffic } from "./traffic/use-traffic";
import { useWrites } from "./traffic/use-writes";
import { useAddress } from "./use-address";
import { useLoaded } from "./use-loaded";

type SiteInfo = {
  readonly siteUrl: string;
  readonly orgHost: string;
  readonly apiVersion: string;
  /** Who can log in to Salesforce where the app sends an administrator to. */
  readonly person: { readonly username: string; readonly password: string };
};
type ColorMode = "light" | "dark";

/** Who can be played: the admin, an agent, someone who may only look. */
const MIA_ADMIN = "5b10a0000000000000000001";
const PLAYED = [MIA_ADMIN, "5b10a0000000000000000002", "5b10a0000000000000000003"];
const ISSUE_PAGE = /^\/browse\/([A-Z][A-Z0-9]+-\d+)$/;
const RECORD_PAGE = /^\/lightning\/r\/(\w+)\/(\w{15,18})(?:\/|$)/;
const NOBODY: readonly Account[] = [];

/** Jira and Salesforce side by side, with the app between them. */
export function Laptop({ initialColorMode }: { readonly initialColorMode: ColorMode }) {
  const [address, change] = useAddress();
  const [colorMode, setColorMode] = useState<ColorMode>(initialColorMode);
  const traffic = useTraffic();
  const [ownChanges, setOwnChanges] = useState(0);
  const changed = useCallback(() => setOwnChanges((before) => before + 1), []);
  const writes = useWrites();
  const jiraVersion = traffic.jiraWrites + writes.jira + ownChanges;
  const salesforceVersion = traffic.salesforceWrites + writes.salesforce + ownChanges;
  const switches = useSwitches();
  const site = useLoaded(useCallback(() => askJson<SiteInfo>("/api/site"), []));
  const accounts = useLoaded(useCallback(() => new Jira(MIA_ADMIN).accounts(), []));
  const jira = useMemo(() => new Jira(address.account), [address.account]);
  const salesforce = useMemo(() => (site.value === undefined ? undefined : new Salesforce(site.value.apiVersion)), [site.value]);
  const people = accounts.value ?? NOBODY;

  useEffect(() => {
    void setGlobalTheme({ colorMode });
    const query = new URLSearchParams(window.location.search);
    if (colorMode === "dark") query.set("theme", "dark");
    else query.delete("theme");
    window.history.replaceState(null, "", `?${query.toString()}`);
  }, [colorMode]);

  const navigate = useCallback(
    (to: Destination) => {
      if ("target" in to) {
        if (to.target === "issue" && to.issueKey !== undefined) change({ issue: to.issueKey, view: "issue" });
        if (to.target === "module" && to.moduleKey === "weftline-admin") change({ view: "admin" });
        return;
      }
      const url = new URL(to.url, window.location.href);
      const [, issue] = (url.origin === site.value?.siteUrl ? ISSUE_PAGE.exec(url.pathname) : null) ?? [];
      if (issue !== undefined) {
        change({ issue, view: "issue" });
        return;
      }
      const [, object, record] = (url.hostname === site.value?.orgHost ? RECORD_PAGE.exec(url.pathname) : null) ?? [];
      if (object !== undefined && record !== undefined) change({ object, record });
      else openAddress(url.href, to.type ?? "new-tab");
    },
    [change, site.value],
  );

  const failure = site.error ?? accounts.error;
  return (
    <FramesProvider colorMode={colorMode} navigate={navigate}>
      <div className={styles.page}>
        <header className={styles.top}>
          <Heading size="small" as="h1">
            Weftline on a laptop
          </Heading>
          <p className={styles.subtle}>
            Link or create a Salesforce record from the issue, change either side, and see below what went between them.
          </p>
          <label>
            You are{" "}
            <select value={address.account} onChange={(event) => change({ account: event.target.value })}>
              {people
                .filter(({ accountId }) => PLAYED.includes(accountId))
                .map(({ accountId, displayName }) => (
                  <option key={accountId} value={accountId}>
                    {displayName}
                  </option>
                ))}
            </select>
          </label>
          <ClockButton />
          <Button spacing="compact" onClick={() => change({ view: address.view === "admin" ? "issue" : "admin" })}>
            {address.view === "admin" ? "Back to the issue" : "Weftline's admin page"}
          </Button>
          <Button spacing="compact" onClick={() => change({ view: address.view === "project" ? "issue" : "project" })}>
            {address.view === "project" ? "Back to the issue" : "Project settings"}
          </Button>
          <Button spacing="compact" onClick={() => change({ view: address.view === "workflow" ? "issue" : "workflow" })}>
            {address.view === "workflow" ? "Back to the issue" : "Workflow"}
          </Button>
          <Button spacing="compact" onClick={() => setColorMode(colorMode === "dark" ? "light" : "dark")}>
            {colorMode === "dark" ? "Light" : "Dark"}
          </Button>
        </header>
        {failure === undefined ? null : <p role="alert">{failure}</p>}
        <main className={styles.jira} aria-label="Jira">
          <div className={styles.product}>
            <Heading size="xxsmall" as="h2">
              Jira
            </Heading>
          </div>
          {address.view === "workflow" ? (
            <div className={styles.admin}>
              <WorkflowPage key={address.project} jira={jira} project={address.project} frames={colorMode} />
            </div>
          ) : address.view === "project" ? (
            <div className={styles.admin}>
              <AdminPages key={address.project} jira={jira} project={address.project} frames={colorMode} />
            </div>
          ) : address.view === "admin" ? (
            <div className={styles.admin}>
              <AdminPages jira={jira} frames={colorMode} />
              {site.value === undefined ? null : (
                <p className={styles.subtle}>
                  Where Salesforce asks for a login: <code>{site.value.person.username}</code>, password <code>{site.value.person.password}</code>
                </p>
              )}
            </div>
          ) : (
            <>
              <IssueList jira={jira} project={address.project} issue={address.issue} version={jiraVersion} choose={change} />
              {accounts.value === undefined ? null : (
                <IssuePage jira={jira} accounts={people} issueKey={address.issue} version={jiraVersion} changed={changed} frames={colorMode} />
              )}
            </>
          )}
        </main>
        <section className={styles.salesforce} aria-label="Salesforce">
          <div className={styles.product}>
            <Heading size="xxsmall" as="h2">
              Salesforce
            </Heading>
            <ApiSwitch {...switches} />
          </div>
          {salesforce === undefined ? null : (
            <>
              <RecordList salesforce={salesforce} object={shownObject(address.object)} record={address.record} version={salesforceVersion} choose={change} />
              {address.record === "" ? (
                <p className={styles.subtle}>Choose a record, or follow one out of the app.</p>
              ) : (
                <RecordPage salesforce={salesforce} object={address.object} record={address.record} version={salesforceVersion} changed={changed} follow={(url) => navigate({ url })} />
              )}
            </>
          )}
        </section>
        <TrafficBar traffic={traffic} accounts={people} switches={switches} />
      </div>
    </FramesProvider>
  );
}

function shownObject(object: string): ObjectName {
  return OBJECTS.find((name) => name === object) ?? "Case";
}
