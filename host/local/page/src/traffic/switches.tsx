import styles from "../laptop.module.css";
import type { Switches } from "./use-switches";

/** What can be made to go wrong. */
export function FaultSwitches({ switches, error, flip }: Switches) {
  return (
    <div role="group" aria-labelledby="make-it-fail" className={styles.switches}>
      <strong id="make-it-fail">Make it fail</strong>
      {error === undefined ? null : <p role="alert">{error}</p>}
      {switches.map((one) => (
        <label key={one.name}>
          <input type="checkbox" checked={one.on} onChange={() => void flip(one)} /> {one.label}
        </label>
      ))}
    </div>
  );
}

/** The switch that takes Salesforce's API away from the app, beside Salesforce's own pages, which go on working. */
export function ApiSwitch({ switches, flip }: Switches) {
  const down = switches.find(({ name }) => name === "salesforceDown");
  return down === undefined ? null : (
    <label>
      <input type="checkbox" checked={down.on} onChange={() => void flip(down)} /> The API is down
    </label>
  );
}
