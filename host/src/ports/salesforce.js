import { nameOf, trouble } from "./trouble";
const LOGIN_HOSTS = ["login.salesforce.com", "test.salesforce.com"];
const MY_DOMAIN = /^(?:[a-z0-9-]+\.)+my\.salesforce\.com$/;
/**
 * The address as a URL parser reads it, if it is one of Salesforce's. Forge matches addresses as text, and text can
 * fool it: in `https://evil.example\.my.salesforce.com/` the host is `evil.example`.
 */
export function salesforceAddress(address) {
    if (!URL.canParse(address))
        return undefined;
    const url = new URL(address);
    if (url.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "")
        return undefined;
    return LOGIN_HOSTS.includes(url.hostname) || MY_DOMAIN.test(url.hostname) ? url : undefined;
}
/** Sends a request to Salesforce. A redirect is a reply like any other: nobody follows it with the token in hand. */
export async function salesforce(effect) {
    const url = salesforceAddress(effect.url);
    if (url === undefined)
        return trouble("egress", "the address is not one of Salesforce's");
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), effect.timeoutMs);
    try {
        const response = await fetch(url.href, {
            method: effect.method,
            headers: effect.headers,
            body: effect.body.kind === "empty" ? undefined : effect.body.data,
            redirect: "manual",
            signal: abort.signal,
        });
        const body = await bounded(response, effect.replyBytesMax ?? Infinity, abort);
        if (body === undefined)
            return trouble("tooLarge", `more than ${effect.replyBytesMax} bytes`);
        return { outcome: { kind: "http", status: response.status, headers: [...response.headers] }, body };
    }
    catch (thrown) {
        if (abort.signal.aborted)
            return trouble("timeout", `no answer in ${effect.timeoutMs} ms`);
        return trouble("network", nameOf(thrown));
    }
    finally {
        clearTimeout(timer);
    }
}
/** A reply's body; none when it has more bytes than it may have: what was not read yet is not waited for. */
async function bounded(response, bytesMax, abort) {
    if (bytesMax === Infinity || response.body === null)
        return new Uint8Array(await response.arrayBuffer());
    const chunks = [];
    let length = 0;
    for await (const chunk of response.body) {
        length += chunk.byteLength;
        if (length > bytesMax) {
            abort.abort();
            return undefined;
        }
        chunks.push(chunk);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
