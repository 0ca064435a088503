import { drive } from "./drive";
import { isRecord } from "./identity";
import { logError } from "./log";
/** How long a browser, or Salesforce, is made to wait. */
const BUDGET_MS = 25_000;
/** Salesforce has sent a browser back from a login: the core keeps what it brings and makes the page that it shows. */
export async function authorizationReturned(event) {
    const given = isRecord(event.queryParameters) ? event.queryParameters : {};
    const ending = await drive({
        kind: "authorizationReturned",
        state: one(given["state"]) ?? "",
        code: one(given["code"]),
        error: one(given["error"]),
        errorDescription: one(given["error_description"]),
    }, BUDGET_MS, "background");
    return pageOf(ending);
}
/** Salesforce has sent an outbound message: the core decides whether it is one, and what Salesforce is answered. */
export async function outboundMessage(event) {
    const given = isRecord(event.queryParameters) ? event.queryParameters : {};
    const body = typeof event.body === "string" ? event.body : "";
    return envelopeOf(await drive({ kind: "heard", token: one(given["token"]) ?? "", body }, BUDGET_MS, "background"));
}
function pageOf(ending) {
    if (ending.kind === "page")
        return page(ending.status, "text/html; charset=utf-8", ending.html);
    logError({ event: "no page for a browser", reason: reasonOf(ending) });
    return page(500, "text/plain; charset=utf-8", "Weftline could not keep the answer. Begin the login again.");
}
function envelopeOf(ending) {
    if (ending.kind === "soap")
        return envelope(ending.status, ending.xml);
    logError({ event: "outbound message not heard", reason: reasonOf(ending) });
    // No acknowledgement: Salesforce sends it again.
    return envelope(500, NOT_HEARD);
}
/** SOAP 1.1: what went wrong was on this side. */
const NOT_HEARD = '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>' +
    "<faultcode>soapenv:Server</faultcode><faultstring>the message could not be noted; send it again</faultstring>" +
    "</soapenv:Fault></soapenv:Body></soapenv:Envelope>";
function reasonOf(ending) {
    return ending.kind === "failed" ? ending.failure.text : ending.kind;
}
function envelope(statusCode, body) {
    return {
        statusCode,
        headers: { "Content-Type": ["text/xml; charset=utf-8"], "Cache-Control": ["no-store"], "X-Content-Type-Options": ["nosniff"] },
        body,
    };
}
function page(statusCode, contentType, body) {
    return {
        statusCode,
        headers: {
            "Content-Type": [contentType],
            "Cache-Control": ["no-store"],
            "Content-Security-Policy": ["default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
            // The address of this page holds the code.
            "Referrer-Policy": ["no-referrer"],
            "X-Content-Type-Options": ["nosniff"],
        },
        body,
    };
}
/** Forge gives every parameter a list. */
function one(values) {
    const first = Array.isArray(values) ? values[0] : undefined;
    return typeof first === "string" ? first : null;
}
