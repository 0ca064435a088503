import { webTrigger } from "@forge/api";
import { nameOf, trouble } from "./trouble";
/** The public address of a web trigger of the manifest: stable for a module, a site and an environment. */
export async function webTriggerUrl(module) {
    try {
        return { outcome: { kind: "value", json: JSON.stringify(await webTrigger.getUrl(module)) } };
    }
    catch (thrown) {
        return trouble("internal", nameOf(thrown));
    }
}
