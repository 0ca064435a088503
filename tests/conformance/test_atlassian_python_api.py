"""atlassian-python-api, unmodified, does against the sandbox what it does against a site, in versions 2 and 3."""

import io
import unittest

import requests
from atlassian import Jira
from atlassian.jira import JiraCloud

from sandbox import Sandbox


def document(text):
    """A document of one paragraph."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


class AtlassianPythonApi(unittest.TestCase):
    """None of the cases needs another one's issues."""

    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.world = cls.sandbox.world
        cls.jira = cls.client(Jira, cls.world["jiraUser"], cloud=True)
        cls.third = cls.client(JiraCloud, cls.world["jiraUser"])
        cls.viewer = cls.client(Jira, "sam.viewer@weftline.example", cloud=True)

    @classmethod
    def client(cls, kind, user, token=None, **options):
        client = kind(url=cls.world["jira"], username=user, password=token or cls.world["jiraToken"], **options)
        cls.addClassCleanup(client.close)
        return client

    def refused(self, status, text, call, *arguments, **named):
        with self.assertRaises(requests.HTTPError) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.response.status_code, status, str(caught.exception))
        self.assertIn(text, str(caught.exception))

    def issue(self, **fields):
        fields = {"project": {"key": "SUP"}, "issuetype": {"name": "Task"}, "summary": "Made by Python", **fields}
        return self.jira.create_issue(fields)["key"]

    def test_myself_and_other_people(self):
        self.assertEqual(self.jira.myself()["emailAddress"], self.world["jiraUser"])
        self.assertEqual(self.third.get_current_user()["displayName"], "Mia Admin")
        found = self.jira.user_find_by_user_string(query="jane")
        self.assertEqual([user["displayName"] for user in found], ["Jane Doe"])

    def test_a_wrong_token_is_refused(self):
        self.refused(401, "Unauthorized", self.client(Jira, self.world["jiraUser"], token="wrong", cloud=True).myself)

    def test_projects_and_fields(self):
        self.assertEqual(sorted(project["key"] for project in self.jira.projects()), ["ENG", "HELP", "LEGAL", "SUP"])
        self.assertEqual(self.jira.project("SUP")["name"], "Support")
        page = self.third.search_projects(max_results=2, order_by="key")
        self.assertEqual(([project["key"] for project in page["values"]], page["isLast"]), (["ENG", "HELP"], False))
        fields = {field["id"]: field["name"] for field in self.jira.get_all_fields()}
        self.assertEqual(fields["customfield_10052"], "Effort")
        self.refused(404, "No project could be found with key 'NONE'", self.jira.project, "NONE")

    def test_create_and_edit_metadata(self):
        types = self.jira.issue_createmeta_issuetypes("SUP")["issueTypes"]
        bug = next(kind["id"] for kind in types if kind["name"] == "Bug")
        fields = {field["fieldId"]: field for field in self.jira.issue_createmeta_fieldtypes("SUP", bug)["fields"]}
        self.assertTrue(fields["summary"]["required"])
        allowed = [each["value"] for each in fields["customfield_10060"]["allowedValues"]]
        self.assertEqual(allowed, ["Low", "Medium", "High", "Critical"])
        self.assertIn("add", self.jira.issue_editmeta(self.issue())["fields"]["labels"]["operations"])

    def test_create_read_edit_delete(self):
        key = self.issue(summary="Größe — \U0001f511", description="*Bold*", customfield_10060={"value": "High"})
        fields = self.jira.issue(key)["fields"]
        self.assertEqual((fields["summary"], fields["description"]), ("Größe — \U0001f511", "*Bold*"))
        self.assertEqual(fields["customfield_10060"]["value"], "High")
        self.jira.update_issue_field(key, {"customfield_10052": 4, "labels": ["one"]})
        jane = self.jira.user_find_by_user_string(query="jane")[0]["accountId"]
        self.jira.assign_issue(key, jane)
        self.third.edit_issue(key, data={"fields": {"description": document("a document")}})
        fields = self.third.get_issue(key)["fields"]
        self.assertEqual((fields["customfield_10052"], fields["labels"]), (4, ["one"]))
        self.assertEqual((fields["assignee"]["accountId"], fields["description"]), (jane, document("a document")))
        changed = {
            item["field"] for change in self.jira.get_issue_changelog(key)["values"] for item in change["items"]
        }
        self.assertLessEqual({"Effort", "labels", "assignee", "description"}, changed)
        self.refused(400, "cannot be set", self.viewer.update_issue_field, key, {"summary": "no"})
        self.refused(400, "You must specify a summary of the issue.", self.issue, summary="")
        self.jira.delete_issue(key)
        self.refused(404, "Issue does not exist or you do not have permission to see it.", self.jira.issue, key)

    def test_several_at_once(self):
        fields = {"project": {"key": "ENG"}, "issuetype": {"name": "Task"}}
        made = self.jira.create_issues([{"fields": {**fields, "summary": text}} for text in ("first", "", "third")])
        self.assertEqual((len(made["issues"]), made["errors"][0]["failedElementNumber"]), (2, 1))

    def test_transition(self):
        key = self.issue()
        self.assertIn("Start progress", [each["name"] for each in self.jira.get_issue_transitions(key)])
        self.jira.set_issue_status(key, "In Progress")
        self.refused(400, "Resolution is required.", self.jira.set_issue_status, key, "Done")
        self.jira.set_issue_status(key, "Done", fields={"resolution": {"name": "Done"}})
        self.assertEqual(self.jira.get_issue_status(key), "Done")

    def test_comments(self):
        key = self.issue()
        first = self.jira.issue_add_comment(key, "first")["id"]
        self.jira.issue_add_comment(key, "agents", visibility={"type": "group", "value": "support-agents"})
        self.jira.issue_edit_comment(key, first, "changed")
        self.third.add_comment(key, data={"body": document("a document")})
        bodies = [comment["body"].strip() for comment in self.jira.issue_get_comments(key)["comments"]]
        self.assertEqual(bodies, ["changed", "agents", "a document"])
        self.assertEqual(self.viewer.issue_get_comments(key)["total"], 2)

    def test_attachments(self):
        key = self.issue()
        content = io.BytesIO(bytes(range(256)))
        content.name = "bytes.bin"
        (made,) = self.jira.add_attachment_object(key, content)
        self.assertEqual((made["filename"], made["size"]), ("bytes.bin", 256))
        self.assertEqual(self.jira.get_attachment_content(made["id"]), bytes(range(256)))
        self.jira.remove_attachment(made["id"])
        self.refused(404, "", self.jira.get_attachment, made["id"])

    def test_search(self):
        first = self.jira.enhanced_jql("project = ENG ORDER BY key", fields=["summary"], limit=7)
        second = self.third.enhanced_jql(
            "project = ENG ORDER BY key", limit=7, nextPageToken=first["nextPageToken"]
        )
        keys = {issue["key"] for issue in first["issues"] + second["issues"]}
        self.assertEqual(len(keys), 14)
        everything = self.jira.enhanced_jql_get_list_of_tickets("project = ENG", fields=["summary"])
        self.assertEqual(self.jira.approximate_issue_count("project = ENG")["count"], len(everything))
        self.refused(400, "Field 'nothing' does not exist", self.jira.enhanced_jql, "nothing = 1")

    def test_properties(self):
        key = self.issue()
        self.jira.set_issue_property(key, "weft.link", {"records": ["5001"]})
        self.assertEqual(self.jira.get_issue_property(key, "weft.link")["value"], {"records": ["5001"]})
        self.assertEqual([each["key"] for each in self.jira.get_issue_property_keys(key)["keys"]], ["weft.link"])
        self.jira.delete_issue_property(key, "weft.link")
        self.refused(404, "", self.jira.get_issue_property, key, "weft.link")

    def test_links(self):
        one, other = self.issue(), self.issue()
        self.jira.create_issue_link(
            {"type": {"name": "Blocks"}, "inwardIssue": {"key": one}, "outwardIssue": {"key": other}}
        )
        self.assertEqual(self.jira.issue(one)["fields"]["issuelinks"][0]["type"]["name"], "Blocks")

    def test_zz_nothing_was_asked_that_the_sandbox_does_not_have(self):
        self.assertEqual(self.sandbox.control("unknown")["unknown"], [])


if __name__ == "__main__":
    unittest.main()
