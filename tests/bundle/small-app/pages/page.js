// Asks the bridge for what `invoke` and `router.open` of @forge/bridge ask it for.
"use strict";
const bridge = /** @type {any} */ (window).__bridge;
document.querySelector("button")?.addEventListener("click", async () => {
  const url = await bridge.callBridge("invoke", { functionKey: "loginUrl", payload: {} });
  await bridge.callBridge("navigate", { url, type: "new-tab" });
});
