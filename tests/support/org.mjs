import { zip } from "../conformance/zip.mjs";

/** @typedef {Awaited<ReturnType<typeof import("./stack.mjs").startStack>>} Stack */

const PACKAGE =
  '<?xml version="1.0"?><Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>62.0</version></Package>';

/**
 * The org as its own admin changes it, with no word to Weftline.
 * @param {Stack} stack
 */
export function orgAdmin(stack) {
  /** @param {string} soql @param {string} [api] @returns {Promise<any[]>} */
  const query = async (soql, api = "") => (await stack.salesforce(`${api}/query?q=${encodeURIComponent(soql)}`)).records;
  /** @param {string} fullName like `Case.Due_Date__c` */
  const fieldId = async (fullName) => {
    const [object, name = ""] = fullName.split(".");
    const developerName = name.replace(/__c$/, "");
    const found = await query(
      `SELECT Id FROM CustomField WHERE TableEnumOrId = '${object}' AND DeveloperName = '${developerName}'`,
      "/tooling",
    );
    if (found.length !== 1) throw new Error(`there are ${found.length} fields \`${fullName}\``);
    return found[0].Id;
  };
  return {
    query,
    /** @param {string} fullName */
    removeField: async (fullName) => stack.salesforce(`/tooling/sobjects/CustomField/${await fieldId(fullName)}`, "DELETE"),
    /**
     * A field that the integration user may see and set.
     * @param {string} fullName
     * @param {Record<string, unknown>} metadata
     * @returns {Promise<string>} the id of the grant
     */
    async makeField(fullName, metadata) {
      await stack.salesforce("/tooling/sobjects/CustomField", "POST", { FullName: fullName, Metadata: metadata });
      const [set] = await query(
        "SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name = 'System Administrator'",
      );
      const { id } = await stack.salesforce("/sobjects/FieldPermissions", "POST", {
        ParentId: set.Id,
        SobjectType: fullName.split(".")[0],
        Field: fullName,
        PermissionsRead: true,
        PermissionsEdit: true,
      });
      return id;
    },
    /**
     * Deploys files as the sf CLI does, and waits for the end.
     * @param {Record<string, string>} files
     */
    async deploy(files) {
      const form = new FormData();
      const options = JSON.stringify({ deployOptions: { singlePackage: true, rollbackOnError: true } });
      form.append("json", new Blob([options], { type: "application/json" }));
      form.append("file", new Blob([zip({ "package.xml": PACKAGE, ...files })], { type: "application/zip" }), "deploy.zip");
      const version = String(stack.world.apiVersion).replace(/^v?/, "v");
      const deployments = `${stack.url}/api/salesforce/services/data/${version}/metadata/deployRequest`;
      const begun = await fetch(deployments, { method: "POST", body: form });
      if (!begun.ok) throw new Error(`the deployment was refused: ${begun.status} ${await begun.text()}`);
      const { id } = /** @type {{ id: string }} */ (await begun.json());
      for (let asked = 0; asked < 10; asked += 1) {
        const { deployResult } = await stack.salesforce(`/metadata/deployRequest/${id}?includeDetails=true`);
        if (!deployResult.done) continue;
        if (!deployResult.success) throw new Error(`the deployment failed: ${JSON.stringify(deployResult)}`);
        return;
      }
      throw new Error("the deployment does not end");
    },
  };
}

/**
 * A record of the mapping that a Salesforce admin keeps in the org: project, object, issue types.
 * @param {string} name
 * @param {{ project: string, object: string, issueTypes?: string[] }} row
 * @returns {Record<string, string>}
 */
export function mappingRecord(name, { project, object, issueTypes = [] }) {
  const value = (/** @type {string} */ field, /** @type {string} */ text) =>
    `<values><field>${field}</field><value xsi:type="xsd:string">${text}</value></values>`;
  return {
    [`customMetadata/Weftline_Mapping.${name}.md`]:
      '<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
      `xmlns:xsd="http://www.w3.org/2001/XMLSchema"><label>${name}</label><protected>false</protected>` +
      value("Project_Key__c", project) +
      value("Object__c", object) +
      value("Issue_Types__c", issueTypes.join("\n")) +
      "</CustomMetadata>",
  };
}
