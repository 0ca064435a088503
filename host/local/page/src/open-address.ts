import { localAddress } from "../../addresses.mjs";

/** Opens an address as the browser would: in this tab or a new one. What is not on the internet is found on this machine. */
export function openAddress(address: string, type: "same-tab" | "new-tab"): void {
  const { href } = new URL(address, window.location.href);
  const here = localAddress(href) ?? href;
  if (type === "same-tab") window.location.assign(here);
  else window.open(here, "_blank", "noopener");
}
