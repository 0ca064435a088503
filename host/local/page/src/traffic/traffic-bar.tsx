import { useState } from "react";
import styles from "../laptop.module.css";
import type { Account } from "../jira/jira";
import { FaultSwitches } from "./switches";
import type { Switches } from "./use-switches";
import type { Exchange, Traffic } from "./use-traffic";

type Props = { readonly traffic: Traffic; readonly accounts: readonly Account[]; readonly switches: Switches };
type Shown = Traffic["invocations"][number];

/** What goes on between Jira and Salesforce, and what can be made to go wrong. */
export function TrafficBar({ traffic, accounts, switches }: Props) {
  const [open, setOpen] = useState<number>();
  const nameOf = (account: string | undefined) => accounts.find(({ accountId }) => accountId === account)?.displayName ?? "Forge";
  const chosen = traffic.invocations.find(({ id }) => id === open);
  return (
    <footer className={styles.bar} aria-label="Traffic">
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Calls of the app">
        <table>
          <thead>
            <tr>
              <th scope="col">Call</th>
              <th scope="col">By</th>
              <th scope="col">Turns</th>
              <th scope="col">To Salesforce</th>
              <th scope="col">To Jira</th>
              <th scope="col">To Forge</th>
              <th scope="col">Carried</th>
              <th scope="col">Took</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {traffic.invocations.length === 0 ? (
              <tr>
                <td colSpan={9}>Nothing yet. Search, link or create a record in a Salesforce panel.</td>
              </tr>
            ) : null}
            {traffic.invocations.map((one) => (
              <InvocationRow key={one.id} invocation={one} by={nameOf(one.account)} isOpen={one.id === open} toggle={() => setOpen(one.id === open ? undefined : one.id)} />
            ))}
          </tbody>
        </table>
      </div>
      {chosen === undefined ? null : <Exchanges exchanges={chosen.exchanges} nameOf={nameOf} />}
      <FaultSwitches {...switches} />
    </footer>
  );
}

type RowProps = { readonly invocation: Shown; readonly by: string; readonly isOpen: boolean; readonly toggle: () => void };

function InvocationRow({ invocation, by, isOpen, toggle }: RowProps) {
  const { label, turns, calls, bytesIn, bytesOut, ms, outcome } = invocation;
  return (
    <tr data-open={isOpen}>
      <td>
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          {label}
        </button>
      </td>
      <td>{by}</td>
      <td>{turns}</td>
      <td>{calls.salesforce}</td>
      <td>{calls.jira}</td>
      <td>{calls.forge}</td>
      <td>{kilobytes(bytesIn + bytesOut)}</td>
      <td>{ms === undefined ? "…" : `${ms} ms`}</td>
      <td>{outcome ?? "…"}</td>
    </tr>
  );
}

/** The requests of one call, in order. */
function Exchanges({ exchanges, nameOf }: { readonly exchanges: readonly Exchange[]; readonly nameOf: (account: string) => string }) {
  return (
    <ol className={styles.exchanges} tabIndex={0} aria-label="Requests of this call">
      {exchanges.map((exchange, index) => (
        <li key={index}>
          <details>
            <summary>
              {exchange.method} {exchange.url} {subjectOf(exchange)} → {exchange.status === 0 ? "no answer" : exchange.status} ({exchange.ms} ms,
              as {exchange.as.startsWith("user ") ? nameOf(exchange.as.slice("user ".length)) : exchange.as})
            </summary>
            {exchange.requestBody === "" ? null : <pre>{exchange.requestBody}</pre>}
            {exchange.responseBody === "" ? null : <pre>{exchange.responseBody.slice(0, 4000)}</pre>}
          </details>
        </li>
      ))}
    </ol>
  );
}

/** What a request to Forge's storage is about: it stands in the body, the addresses are all alike. */
function subjectOf({ to, requestBody }: Exchange): string {
  if (to !== "forge") return "";
  try {
    const { entityName, key } = JSON.parse(requestBody) as { entityName?: string; key?: string };
    return [entityName, key].filter((part) => part !== undefined).join(" ");
  } catch {
    return "";
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toLocaleString(undefined, { maximumFractionDigits: 1 })} KB`;
}
