import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { failureShown, JANE_DOE, MIA_ADMIN, startSite } from "./support.mjs";

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
});
after(async () => {
  await site?.stop();
});

test("connection is shown tested disconnected and connected again", async () => {
  const { frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN });
  await frame.getByRole("heading", { name: "Weftline Demo" }).waitFor();
  await frame.getByText("Connected", { exact: true }).waitFor();
  await frame.getByRole("button", { name: "Test connection" }).click();
  await frame.getByText("The connection works.").first().waitFor();
  assert.match(await frame.locator("dl").innerText(), /\d+ of [\d,]+/, "the API calls used and allowed");

  await frame.getByRole("button", { name: "Disconnect" }).click();
  await frame.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await frame.getByText("No Salesforce org is connected").waitFor();

  await frame.getByRole("button", { name: "Connect", exact: true }).click();
  await frame.getByText("Fill in My Domain, consumer key and consumer secret.").waitFor();
  await frame.getByLabel("My Domain").fill("weftline.example.com");
  await frame.getByLabel("Consumer key").fill(site.stack.world.clientId);
  await frame.getByLabel("Consumer secret").fill("not the secret");
  await frame.getByRole("button", { name: "Connect", exact: true }).click();
  await failureShown(frame, "hostRefused");

  await frame.getByLabel("My Domain").fill("weftline.my.salesforce.com");
  await frame.getByRole("button", { name: "Connect", exact: true }).click();
  await failureShown(frame, "credentialsRefused");
  assert.equal(await frame.getByLabel("Consumer key").inputValue(), site.stack.world.clientId, "nothing typed is lost");

  await frame.getByLabel("Consumer secret").fill(site.stack.world.clientSecret);
  await frame.getByRole("button", { name: "Connect", exact: true }).click();
  await frame.getByText("Connected to Weftline Demo.").first().waitFor();
  await close();
});

test("panels say that nothing is connected", async () => {
  const admin = { account: MIA_ADMIN, module: "weftline-admin" };
  await site.stack.call(admin, "disconnect", {});
  const { frame, close } = await site.open("weftline-list", { issue: "SUP-2" });
  const message = await failureShown(frame, "notConnected");
  assert.match(await message.innerText(), /Salesforce is not connected[\s\S]*A Jira admin can connect/);
  assert.equal(await frame.getByRole("button", { name: "Link", exact: true }).count(), 0, "nothing leads nowhere");
  await close();
  await site.stack.call(admin, "connect", {
    grant: "clientCredentials",
    loginUrl: "https://weftline.my.salesforce.com",
    clientId: site.stack.world.clientId,
    clientSecret: site.stack.world.clientSecret,
    refreshToken: null,
  });
});

test("configuration page shows fields and mapping as checked", async () => {
  const { frame, close } = await site.open("weftline-admin", { account: MIA_ADMIN });
  await frame.getByRole("button", { name: "Configuration" }).click();
  const object = frame.getByRole("region", { name: "Case", exact: true });
  await object.getByRole("heading", { name: "Case" }).waitFor();
  const mapping = object.getByRole("table", { name: "Mapping from Jira" });
  assert.match(await mapping.innerText(), /Subject[\s\S]*Jira field summary/);
  await close();
});

test("connection is refused to someone who is no admin", async () => {
  const { frame, close } = await site.open("weftline-admin", { account: JANE_DOE });
  const message = await failureShown(frame, "notPermitted");
  assert.match(await message.innerText(), /You may not do this/);
  await close();
});
