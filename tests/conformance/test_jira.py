"""jira (PyPI), unmodified, does against the sandbox what it does against a site, in versions 2 and 3 of the API."""

import io
import unittest

from jira import JIRA, JIRAError

from sandbox import Sandbox


def document(text):
    """A document of one paragraph."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


class PythonJira(unittest.TestCase):
    """None of the cases needs another one's issues."""

    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.world = cls.sandbox.world
        cls.jira = cls.client(cls.world["jiraUser"])
        cls.third = cls.client(cls.world["jiraUser"], "3")
        cls.viewer = cls.client("sam.viewer@weftline.example")

    @classmethod
    def client(cls, user, version="2", token=None):
        client = JIRA(
            server=cls.world["jira"],
            basic_auth=(user, token or cls.world["jiraToken"]),
            options={"rest_api_version": version},
            max_retries=0,
        )
        cls.addClassCleanup(client.close)
        return client

    def refused(self, status, text, call, *arguments, **named):
        with self.assertRaises(JIRAError) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.status_code, status, caught.exception.text)
        self.assertIn(text, caught.exception.text)

    def issue(self, client=None, **fields):
        fields = {"project": "SUP", "issuetype": {"name": "Task"}, "summary": "Made by Python", **fields}
        return (client or self.jira).create_issue(fields={**fields, "project": {"key": fields["project"]}})

    def test_myself_and_other_people(self):
        me = self.jira.myself()
        self.assertEqual((me["emailAddress"], me["displayName"]), (self.world["jiraUser"], "Mia Admin"))
        self.assertEqual(self.jira.current_user(), me["accountId"])
        self.assertEqual(self.jira.user(me["accountId"]).displayName, "Mia Admin")
        self.assertEqual([user.displayName for user in self.jira.search_users(query="jane")], ["Jane Doe"])
        found = self.jira.search_assignable_users_for_issues(query="zoë", project="SUP")
        self.assertEqual([user.displayName for user in found], ["Zoë Müller"])

    def test_a_wrong_token_is_refused(self):
        self.refused(401, "", self.client, self.world["jiraUser"], token="wrong")

    def test_the_site(self):
        info = self.jira.server_info()
        self.assertEqual(info["deploymentType"], "Cloud")
        self.assertTrue(self.jira._is_cloud)
        permissions = self.viewer.my_permissions(projectKey="SUP", permissions="EDIT_ISSUES,BROWSE_PROJECTS")
        held = {key: each["havePermission"] for key, each in permissions["permissions"].items()}
        self.assertEqual(held, {"EDIT_ISSUES": False, "BROWSE_PROJECTS": True})

    def test_projects(self):
        self.assertEqual(sorted(project.key for project in self.jira.projects()), ["ENG", "HELP", "LEGAL", "SUP"])
        self.assertEqual(sorted(project.key for project in self.viewer.projects()), ["ENG", "HELP", "SUP"])
        project = self.jira.project("SUP")
        self.assertEqual((project.id, project.name, project.lead.displayName), ("10000", "Support", "Mia Admin"))
        self.assertIn("Billing", [each.name for each in self.jira.project_components("SUP")])
        self.assertIn("2026.12", [each.name for each in self.jira.project_versions("SUP")])
        self.refused(404, "No project could be found with key 'NONE'", self.jira.project, "NONE")

    def test_fields_and_what_can_be_chosen(self):
        fields = {field["id"]: field for field in self.jira.fields()}
        self.assertEqual(fields["customfield_10052"]["name"], "Effort")
        self.assertIn("Bug", [each.name for each in self.jira.issue_types()])
        self.assertIn("High", [each.name for each in self.jira.priorities()])
        self.assertIn("Done", [each.name for each in self.jira.statuses()])
        self.assertIn("Done", [each.name for each in self.jira.resolutions()])
        self.assertIn("Blocks", [each.name for each in self.jira.issue_link_types()])

    def test_create_and_edit_metadata(self):
        meta = self.jira.createmeta(
            projectKeys=["SUP"], issuetypeNames=["Bug"], expand="projects.issuetypes.fields"
        )
        ((bug,),) = [project["issuetypes"] for project in meta["projects"]]
        self.assertEqual(bug["name"], "Bug")
        self.assertTrue(bug["fields"]["summary"]["required"])
        allowed = [each["value"] for each in bug["fields"]["customfield_10060"]["allowedValues"]]
        self.assertEqual(allowed, ["Low", "Medium", "High", "Critical"])
        edit = self.jira.editmeta(self.issue().key)
        self.assertIn("add", edit["fields"]["labels"]["operations"])

    def test_an_issue_in_wiki_markup_and_as_a_document(self):
        made = self.issue(
            summary="Größe — \U0001f511 & <b>",
            description="*Bold* and plain",
            priority={"name": "High"},
            labels=["one"],
            customfield_10052=2.5,
            customfield_10060={"value": "Critical"},
        )
        read = self.jira.issue(made.key)
        self.assertEqual(read.fields.summary, "Größe — \U0001f511 & <b>")
        self.assertEqual(read.fields.description, "*Bold* and plain")
        self.assertEqual(read.fields.customfield_10060.value, "Critical")
        third = self.third.issue(made.key, fields="description")
        content = third.raw["fields"]["description"]["content"][0]["content"]
        self.assertEqual(content[0], {"type": "text", "text": "Bold", "marks": [{"type": "strong"}]})
        other = self.issue(self.third, description=document("as a document"))
        self.assertEqual(self.third.issue(other.key).raw["fields"]["description"], document("as a document"))
        self.assertEqual(self.jira.issue(other.key).fields.description.strip(), "as a document")

    def test_what_cannot_be_created(self):
        self.refused(400, "You must specify a summary of the issue.", self.issue, summary="")
        self.refused(400, "Option value 'Apocalyptic' is not valid", self.issue, customfield_10060={"value": "Apocalyptic"})
        self.refused(400, "It is not on the appropriate screen, or unknown.", self.issue, customfield_99999=1)
        self.refused(403, "permission to create issues", self.issue, self.viewer)
        self.refused(404, "Issue does not exist or you do not have permission to see it.", self.jira.issue, "SUP-99999")

    def test_several_at_once(self):
        rows = [
            {"project": {"key": "ENG"}, "issuetype": {"name": "Task"}, "summary": text} for text in ("first", "", "third")
        ]
        made = self.jira.create_issues(rows)
        self.assertEqual([row["status"] for row in made], ["Success", "Error", "Success"])

    def test_edit_assign_and_changelog(self):
        issue = self.issue(labels=["one"])
        issue.update(summary="Edited", update={"labels": [{"add": "two"}, {"remove": "one"}]}, customfield_10052=4)
        self.assertEqual((issue.fields.summary, issue.fields.labels), ("Edited", ["two"]))
        self.jira.assign_issue(issue, "Jane Doe")
        read = self.jira.issue(issue.key, expand="changelog,renderedFields")
        self.assertEqual(read.fields.assignee.displayName, "Jane Doe")
        changed = [item.field for history in read.changelog.histories for item in history.items]
        self.assertLessEqual({"summary", "labels", "Effort", "assignee"}, set(changed))
        self.refused(400, "cannot be set", self.viewer.issue(issue.key).update, summary="no")

    def test_transition(self):
        issue = self.issue()
        names = {each["name"]: each["id"] for each in self.jira.transitions(issue)}
        self.assertEqual(self.jira.find_transitionid_by_name(issue, "Resolve"), names["Resolve"])
        self.jira.transition_issue(issue, "Start progress")
        self.refused(400, "Resolution is required.", self.jira.transition_issue, issue, "Resolve")
        self.jira.transition_issue(issue, "Resolve", fields={"resolution": {"name": "Done"}}, comment="resolved")
        read = self.jira.issue(issue.key)
        self.assertEqual((read.fields.status.name, read.fields.resolution.name), ("Done", "Done"))
        self.assertEqual([comment.body for comment in read.fields.comment.comments], ["resolved"])

    def test_comments(self):
        issue = self.issue()
        first = self.jira.add_comment(issue, "first")
        self.jira.add_comment(issue, "agents", visibility={"type": "group", "value": "support-agents"})
        first.update(body="changed")
        self.assertEqual([comment.body for comment in self.jira.comments(issue)], ["changed", "agents"])
        self.assertEqual([comment.body for comment in self.viewer.comments(issue.key)], ["changed"])
        self.third.add_comment(issue.key, document("a document"))
        self.assertEqual(self.jira.comments(issue)[2].body.strip(), "a document")
        first.delete()
        self.assertEqual(len(self.jira.comments(issue)), 2)

    def test_attachments(self):
        issue = self.issue()
        content = bytes(range(256)) * 4
        made = self.jira.add_attachment(issue, io.BytesIO(content), "bytes – ü.bin")
        self.assertEqual((made.filename, made.size), ("bytes – ü.bin", 1024))
        (attached,) = self.jira.issue(issue.key).fields.attachment
        self.assertEqual(attached.get(), content)
        self.assertEqual(b"".join(attached.iter_content(100)), content)
        self.assertTrue(self.jira.attachment_meta()["enabled"])
        self.jira.delete_attachment(attached.id)
        self.refused(404, "", self.jira.attachment, attached.id)

    def test_search(self):
        everything = self.jira.search_issues("project = ENG ORDER BY key", maxResults=False, fields="summary")
        self.assertGreater(len(everything), 20)
        self.assertEqual(self.jira.approximate_issue_count("project = ENG"), len(everything))
        first = self.jira.enhanced_search_issues("project = ENG ORDER BY key", maxResults=7, json_result=True)
        second = self.jira.enhanced_search_issues(
            "project = ENG ORDER BY key", maxResults=7, json_result=True, nextPageToken=first["nextPageToken"]
        )
        keys = [issue["key"] for issue in first["issues"] + second["issues"]]
        self.assertEqual(keys, [issue.key for issue in everything[:14]])
        by_post = self.jira.search_issues("key = SUP-1", use_post=True)
        self.assertEqual([issue.key for issue in by_post], ["SUP-1"])
        self.refused(400, "Field 'nothing' does not exist", self.jira.search_issues, "nothing = 1")

    def test_properties(self):
        issue = self.issue()
        self.jira.add_issue_property(issue.key, "weft.link", {"records": ["5001"]})
        self.assertEqual([each.key for each in self.jira.issue_properties(issue.key)], ["weft.link"])
        read = self.jira.issue_property(issue.key, "weft.link")
        self.assertEqual(read.value.records, ["5001"])
        read.delete()
        self.assertEqual(self.jira.issue_properties(issue.key), [])

    def test_links_watchers_and_removal(self):
        one, other = self.issue(), self.issue()
        self.jira.create_issue_link("Blocks", one.key, other.key)
        (link,) = self.jira.issue(one.key).fields.issuelinks
        self.assertEqual(link.type.name, "Blocks")
        self.jira.delete_issue_link(link.id)
        self.jira.add_simple_link(one.key, {"url": "https://weftline.my.salesforce.com/5001", "title": "00001001"})
        self.assertEqual([each.object.title for each in self.jira.remote_links(one.key)], ["00001001"])
        self.jira.add_watcher(one.key, "Jane Doe")
        self.assertIn("Jane Doe", [each.displayName for each in self.jira.watchers(one.key).watchers])
        one.delete()
        self.refused(404, "Issue does not exist", self.jira.issue, one.key)

    def test_zz_nothing_was_asked_that_the_sandbox_does_not_have(self):
        self.assertEqual(self.sandbox.control("unknown")["unknown"], [])


if __name__ == "__main__":
    unittest.main()
