import { useCallback, useState } from "react";

/** What the laptop page shows, kept in its address so that it can be opened again. */
export type Address = {
  readonly account: string;
  readonly project: string;
  readonly issue: string;
  readonly object: string;
  readonly record: string;
  readonly view: string;
};

const MIA_ADMIN = "5b10a0000000000000000001";
const DEFAULTS: Address = { account: MIA_ADMIN, project: "SUP", issue: "SUP-1", object: "Case", record: "", view: "issue" };

export function useAddress(): [Address, (change: Partial<Address>) => void] {
  const [address, setAddress] = useState(read);
  const change = useCallback((changed: Partial<Address>) => {
    const next = { ...read(), ...changed };
    const query = new URLSearchParams(window.location.search);
    for (const name of Object.keys(DEFAULTS) as (keyof Address)[]) {
      if (next[name] === DEFAULTS[name]) query.delete(name);
      else query.set(name, next[name]);
    }
    window.history.replaceState(null, "", `?${query.toString()}`);
    setAddress(next);
  }, []);
  return [address, change];
}

function read(): Address {
  const query = new URLSearchParams(window.location.search);
  const entries = Object.entries(DEFAULTS).map(([name, value]) => [name, query.get(name) ?? value]);
  return Object.fromEntries(entries) as Address;
}
