import { useState } from "react";
import Button from "@atlaskit/button/new";
import { askJson, json } from "./api";

type Clock = { readonly iso: string };

const STEP_MS = 5 * 60_000;

/** Lets five minutes pass for the whole world, so that what the app does every five minutes is due. */
export function ClockButton() {
  const [time, setTime] = useState<string>();
  const pass = async () => {
    const { iso } = await askJson<Clock>("/api/control/clock", json("POST", { advanceMs: STEP_MS }));
    setTime(new Date(iso).toLocaleTimeString());
  };
  return (
    <>
      <Button spacing="compact" onClick={() => void pass()}>
        Let 5 minutes pass
      </Button>
      {time === undefined ? null : <output>It is {time} now</output>}
    </>
  );
}
