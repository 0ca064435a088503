import { privacy } from "@forge/api";
import { nameOf, trouble } from "./trouble";
/** Tells Atlassian of whom personal data is stored; it answers with those that have to be erased or read anew. */
export async function reportAccounts(accounts) {
    try {
        const told = await privacy.reportPersonalData(accounts.map(({ accountId, updatedAt }) => ({ accountId, updatedAt })));
        return { outcome: { kind: "value", json: JSON.stringify(told) } };
    }
    catch (thrown) {
        return trouble("network", nameOf(thrown));
    }
}
