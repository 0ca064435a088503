import { useCallback } from "react";
import { askJson, json } from "../api";
import styles from "../laptop.module.css";
import { useLoaded } from "../use-loaded";

type Switch = { readonly name: string; readonly label: string; readonly on: boolean };
type Switches = { readonly switches: readonly Switch[] };

/** What can be made to go wrong. */
export function FaultSwitches() {
  const { value, error, reload } = useLoaded(useCallback(() => askJson<Switches>("/api/control/switches"), []));
  const flip = async ({ name, on }: Switch) => {
    await askJson("/api/control/switches", json("POST", { name, on: !on }));
    reload();
  };
  return (
    <div role="group" aria-labelledby="make-it-fail" className={styles.switches}>
      <strong id="make-it-fail">Make it fail</strong>
      {error === undefined ? null : <p role="alert">{error}</p>}
      {value?.switches.map((one) => (
        <label key={one.name}>
          <input type="checkbox" checked={one.on} onChange={() => void flip(one)} /> {one.label}
        </label>
      ))}
    </div>
  );
}
