import { runInBackground } from "./background";
/** How long Forge lets a function run before the app is uninstalled. */
const BUDGET_MS = 55_000;
/** The app is about to be uninstalled. Forge goes on whatever comes of this. */
export async function uninstalled() {
    await runInBackground({ kind: "uninstalled" }, BUDGET_MS);
}
