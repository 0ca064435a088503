/** The seeded site. */
export const SITE_URL = "https://weftline.atlassian.net";
/** The seeded org. */
export const ORG_HOST = "weftline.my.salesforce.com";
/** Where people log in to Salesforce whose org is not known yet. On a laptop both lead to the one org. */
const LOGIN_HOSTS = ["login.salesforce.com", "test.salesforce.com"];
/** Where Forge serves an environment's web triggers: the same address at every start, since orgs know it. */
export const WEB_TRIGGER_HOST = "e0710000-0000-4000-8000-000000000001.hello.atlassian-dev.net";

/**
 * Whether the seeded org answers there.
 * @param {string} hostname
 */
export function isOrgHost(hostname) {
  return hostname === ORG_HOST || LOGIN_HOSTS.includes(hostname);
}

/**
 * Where on the local host an address on the internet is found that a browser is to open: Salesforce's pages for logging
 * in, web triggers, places in Jira. None for any other.
 * @param {string} address
 * @returns {string | undefined}
 */
export function localAddress(address) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.protocol !== "https:" || url.port !== "") return undefined;
  const place = `${url.pathname}${url.search}${url.hash}`;
  if (isOrgHost(url.hostname)) return url.pathname.startsWith("/services/oauth2/") ? place : undefined;
  if (url.hostname === WEB_TRIGGER_HOST) return url.pathname.startsWith("/x1/") ? place : undefined;
  if (url.origin !== SITE_URL) return undefined;
  const issue = /^\/browse\/([A-Z][A-Z0-9_]*-\d+)$/.exec(url.pathname)?.[1];
  if (issue !== undefined) return `/?issue=${issue}`;
  return url.pathname.startsWith("/jira/settings/") ? "/?view=admin" : "/";
}
