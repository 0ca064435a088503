import { useMemo } from "react";
import type { Place } from "../api";
import { Frame } from "../frames/frame";
import { placeKey } from "../frames/frames";

type Props = {
  readonly place: Place;
  readonly title: string;
  /** Another text whenever the frame has to be made anew. */
  readonly frames: string;
};

/** A module of the app in its frame, which stays as long as its place is the same. */
export function ModuleFrame({ place: given, title, frames }: Props) {
  const { account, module, issue, project } = given;
  const place = useMemo<Place>(() => ({ account, module, issue, project }), [account, module, issue, project]);
  return <Frame key={placeKey(place) + frames} place={place} title={title} />;
}
