import { useCallback } from "react";
import { askJson, json } from "../api";
import { useLoaded } from "../use-loaded";

export type Switch = { readonly name: string; readonly label: string; readonly on: boolean };

/** What can be made to go wrong. */
export type Switches = {
  readonly switches: readonly Switch[];
  readonly error: string | undefined;
  readonly flip: (one: Switch) => Promise<void>;
};

const NONE: readonly Switch[] = [];

export function useSwitches(): Switches {
  const load = useCallback(() => askJson<{ switches: readonly Switch[] }>("/api/control/switches"), []);
  const { value, error, reload } = useLoaded(load);
  const flip = useCallback(
    async ({ name, on }: Switch) => {
      await askJson("/api/control/switches", json("POST", { name, on: !on }));
      reload();
    },
    [reload],
  );
  return { switches: value?.switches ?? NONE, error, flip };
}
