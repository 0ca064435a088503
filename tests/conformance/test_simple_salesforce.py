"""simple-salesforce, unmodified, does against the sandbox what it does against an org."""

import base64
import csv
import datetime
import io
import re
import unittest
import warnings
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import (
    Salesforce,
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceGeneralError,
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
    format_soql,
)
from simple_salesforce.exceptions import SalesforceOperationError

from sandbox import Sandbox


class Loopback(HTTPAdapter):
    """Sends what is meant for `https` hosts of Salesforce to the sandbox: the client knows no other scheme."""

    def __init__(self, address):
        super().__init__()
        self._address = urlsplit(address)

    def send(self, request, **options):
        asked = urlsplit(request.url)
        request.url = urlunsplit(asked._replace(scheme=self._address.scheme, netloc=self._address.netloc))
        return super().send(request, **options)


class SimpleSalesforce(unittest.TestCase):
    """Runs its cases in the order of their names; none needs another one's records."""

    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.world = cls.sandbox.world
        cls.org = Salesforce(
            instance_url=cls.world["salesforce"],
            session_id=cls.world["accessToken"],
            version=cls.world["apiVersion"],
            session=cls.session(),
        )

    @classmethod
    def session(cls):
        session = requests.Session()
        session.mount("https://", Loopback(cls.world["salesforce"]))
        return session

    def refused(self, kind, code, call, *arguments, **named):
        """`call` raises `kind` with the vendor's `code`."""
        with self.assertRaises(kind) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.content[0]["errorCode"], code)
        return caught.exception

    # Sessions

    def test_password_and_security_token_open_a_session_by_soap(self):
        org = Salesforce(
            username=self.world["username"],
            password=self.world["password"],
            security_token="",
            session=self.session(),
        )
        self.assertEqual(org.query("SELECT Id FROM Case LIMIT 1")["totalSize"], 1)

    def test_password_and_organization_open_a_session_by_soap(self):
        organization = self.org.query("SELECT Id FROM Organization")["records"][0]["Id"]
        org = Salesforce(
            username=self.world["username"],
            password=self.world["password"],
            organizationId=organization,
            session=self.session(),
        )
        self.assertEqual(org.query("SELECT Id FROM Case LIMIT 1")["totalSize"], 1)

    def test_soap_refuses_a_wrong_password(self):
        with self.assertRaises(SalesforceAuthenticationFailed) as caught:
            Salesforce(username=self.world["username"], password="wrong", security_token="", session=self.session())
        self.assertEqual(caught.exception.code, "INVALID_LOGIN")
        self.assertIn("user locked out", str(caught.exception))

    def test_password_opens_a_session_by_oauth(self):
        org = Salesforce(
            username=self.world["username"],
            password=self.world["password"],
            consumer_key=self.world["clientId"],
            consumer_secret=self.world["clientSecret"],
            session=self.session(),
        )
        self.assertEqual(org.query("SELECT Id FROM Case LIMIT 1")["totalSize"], 1)

    def test_client_credentials_open_a_session(self):
        org = Salesforce(
            consumer_key=self.world["clientId"],
            consumer_secret=self.world["clientSecret"],
            domain="weftline.my",
            session=self.session(),
        )
        user = org.oauth2("userinfo")
        self.assertEqual(user["preferred_username"], self.world["username"])
        self.assertRegex(user["user_id"], r"^005[A-Za-z0-9]{15}$")

    def test_a_wrong_secret_is_refused(self):
        with warnings.catch_warnings(), self.assertRaises(SalesforceAuthenticationFailed) as caught:
            warnings.simplefilter("error")
            Salesforce(
                consumer_key=self.world["clientId"],
                consumer_secret="wrong",
                domain="weftline.my",
                session=self.session(),
            )
        self.assertEqual(caught.exception.code, "invalid_client")

    def test_an_ended_session_is_opened_again(self):
        org = Salesforce(
            consumer_key=self.world["clientId"],
            consumer_secret=self.world["clientSecret"],
            domain="weftline.my",
            session=self.session(),
        )
        first = org.session_id
        revoked = requests.post(f"{self.world['salesforce']}/services/oauth2/revoke", data={"token": first}, timeout=30)
        self.assertEqual(revoked.status_code, 200)
        self.assertEqual(org.query("SELECT Id FROM Case LIMIT 1")["totalSize"], 1)
        self.assertNotEqual(org.session_id, first)

    def test_a_session_that_was_given_is_not_opened_again(self):
        org = Salesforce(instance_url=self.world["salesforce"], session_id="00D!no", session=self.session())
        self.refused(SalesforceExpiredSession, "INVALID_SESSION_ID", org.query, "SELECT Id FROM Case")

    def test_identity(self):
        user = self.org.oauth2("userinfo")
        identity = self.session().get(
            user["sub"], headers={"Authorization": f"Bearer {self.org.session_id}"}, timeout=30
        ).json()
        self.assertEqual(identity["username"], self.world["username"])
        self.assertEqual(identity["organization_id"], user["organization_id"])

    # What there is

    def test_describe_of_the_org(self):
        described = self.org.describe()
        self.assertEqual((described["encoding"], described["maxBatchSize"]), ("UTF-8", 200))
        prefixes = {each["name"]: each["keyPrefix"] for each in described["sobjects"]}
        self.assertEqual([prefixes[name] for name in ("Account", "Contact", "Case")], ["001", "003", "500"])

    def test_describe_of_an_object(self):
        fields = {field["name"]: field for field in self.org.Case.describe()["fields"]}
        self.assertTrue(fields["CaseNumber"]["autoNumber"])
        self.assertEqual(fields["OwnerId"]["referenceTo"], ["Group", "User"])
        self.assertTrue(fields["Weftline_Key__c"]["externalId"])
        self.assertEqual(fields["Component__c"]["controllerName"], "Product_Area__c")
        basic = self.org.Case.metadata()
        self.assertEqual(basic["objectDescribe"]["name"], "Case")
        self.assertIn("recentItems", basic)
        self.refused(SalesforceResourceNotFound, "NOT_FOUND", self.org.Nothing__c.describe)

    def test_is_sandbox(self):
        self.assertIs(self.org.is_sandbox(), False)

    def test_limits_and_their_header(self):
        before = self.org.limits()["DailyApiRequests"]
        self.org.query("SELECT Id FROM Case LIMIT 1")
        after = self.org.limits()["DailyApiRequests"]
        self.assertEqual(after["Remaining"], before["Remaining"] - 2)
        usage = self.org.api_usage["api-usage"]
        self.assertEqual((usage.used, usage.total), (after["Max"] - after["Remaining"], after["Max"]))

    # Records

    def test_create_read_update_delete(self):
        made = self.org.Case.create({"Subject": "Größe — \U0001f511 & <b>", "Origin": "Web"})
        self.assertEqual((made["success"], made["errors"]), (True, []))
        record = made["id"]
        read = self.org.Case.get(record)
        self.assertEqual((read["Subject"], read["Status"]), ("Größe — \U0001f511 & <b>", "New"))
        self.assertEqual(self.org.Case.update(record, {"Effort__c": 2.5, "Due_Date__c": "2026-12-24"}), 204)
        read = self.org.Case.get(record[:15])
        self.assertEqual((read["Effort__c"], read["Due_Date__c"]), (2.5, "2026-12-24"))
        self.assertEqual(self.org.Case.delete(record), 204)
        self.refused(SalesforceResourceNotFound, "ENTITY_IS_DELETED", self.org.Case.get, record)

    def test_upsert_and_read_by_an_external_id(self):
        key = "Simple/1 ü"
        quoted = "Simple%2F1%20%C3%BC"
        made = self.org.Case.upsert(f"Weftline_Key__c/{quoted}", {"Subject": "one"}, raw_response=True)
        self.assertEqual((made.status_code, made.json()["created"]), (201, True))
        again = self.org.Case.upsert(f"Weftline_Key__c/{quoted}", {"Subject": "two"}, raw_response=True)
        self.assertEqual(again.status_code, 200)
        self.assertEqual((again.json()["id"], again.json()["created"]), (made.json()["id"], False))
        found = self.org.query(format_soql("SELECT Subject FROM Case WHERE Weftline_Key__c = {}", key))
        self.assertEqual([row["Subject"] for row in found["records"]], ["two"])
        self.org.Case.upsert("Weftline_Key__c/Simple-2", {"Subject": "three"})
        self.assertEqual(self.org.Case.get_by_custom_id("Weftline_Key__c", "simple-2")["Subject"], "three")
        self.org.Case.upsert("Weftline_Key__c/Simple%2F3", {"Subject": "four"})
        self.assertEqual(self.org.Case.get_by_custom_id("Weftline_Key__c", "Simple/3")["Subject"], "four")
        self.refused(
            SalesforceResourceNotFound, "NOT_FOUND", self.org.Case.get_by_custom_id, "Weftline_Key__c", "nobody's"
        )
        self.refused(
            SalesforceMalformedRequest,
            "DUPLICATE_VALUE",
            self.org.Case.create,
            {"Subject": "another", "Weftline_Key__c": "SIMPLE-2"},
        )

    def test_450_rows_in_collections_of_200(self):
        rows = [{"attributes": {"type": "Contact"}, "LastName": f"Row {at}"} for at in range(450)]
        made = [result for chunk in chunks(rows) for result in self.collection("POST", {"records": chunk})]
        self.assertTrue(all(result["success"] for result in made))
        ids = [result["id"] for result in made]
        self.assertEqual(len(set(ids)), 450)
        changes = [{"attributes": {"type": "Contact"}, "id": each, "Title": "Changed"} for each in ids]
        changed = [result for chunk in chunks(changes) for result in self.collection("PATCH", {"records": chunk})]
        self.assertEqual([result["id"] for result in changed if result["success"]], ids)
        read = [
            row
            for chunk in chunks(ids)
            for row in self.org.restful(
                "composite/sobjects/Contact", method="POST", json={"ids": chunk, "fields": ["LastName", "Title"]}
            )
        ]
        self.assertEqual([row["LastName"] for row in read], [row["LastName"] for row in rows])
        self.assertEqual(self.org.query("SELECT COUNT() FROM Contact WHERE Title = 'Changed'")["totalSize"], 450)
        keyed = [
            {"attributes": {"type": "Contact"}, "Weftline_Key__c": f"s-{at}", "LastName": f"Keyed {at}"}
            for at in range(450)
        ]
        for created in (True, False):
            upserted = [
                result
                for chunk in chunks(keyed)
                for result in self.collection("PATCH", {"records": chunk}, "/Contact/Weftline_Key__c")
            ]
            self.assertEqual([result["created"] for result in upserted], [created] * 450)
        deleted = [
            result
            for chunk in chunks(ids)
            for result in self.org.restful("composite/sobjects", {"ids": ",".join(chunk)}, method="DELETE")
        ]
        self.assertTrue(all(result["success"] for result in deleted))
        self.assertEqual(self.org.query("SELECT COUNT() FROM Contact WHERE Title = 'Changed'")["totalSize"], 0)

    def test_a_collection_of_good_and_bad_rows(self):
        rows = [
            {"attributes": {"type": "Contact"}, "LastName": "Good"},
            {"attributes": {"type": "Contact"}, "FirstName": "Nameless"},
        ]
        good, bad = self.collection("POST", {"records": rows})
        self.assertTrue(good["success"])
        self.assertEqual(
            bad["errors"],
            [
                {
                    "statusCode": "REQUIRED_FIELD_MISSING",
                    "message": "Required fields are missing: [LastName]",
                    "fields": ["LastName"],
                }
            ],
        )
        good, bad = self.collection("POST", {"allOrNone": True, "records": rows})
        self.assertEqual(good["errors"][0]["statusCode"], "ALL_OR_NONE_OPERATION_ROLLED_BACK")

    def collection(self, method, body, path=""):
        return self.org.restful(f"composite/sobjects{path}", method=method, json=body)

    def test_composite_with_references(self):
        base = f"/services/data/v{self.world['apiVersion']}"
        made = self.org.restful(
            "composite",
            method="POST",
            json={
                "allOrNone": True,
                "compositeRequest": [
                    {
                        "method": "POST",
                        "url": f"{base}/sobjects/Account",
                        "referenceId": "account",
                        "body": {"Name": "Composite"},
                    },
                    {
                        "method": "POST",
                        "url": f"{base}/sobjects/Contact",
                        "referenceId": "contact",
                        "body": {"LastName": "Composite", "AccountId": "@{account.id}"},
                    },
                    {
                        "method": "GET",
                        "url": f"{base}/sobjects/Contact/@{{contact.id}}?fields=AccountId",
                        "referenceId": "read",
                    },
                ],
            },
        )
        account, _, read = made["compositeResponse"]
        self.assertEqual(read["body"]["AccountId"], account["body"]["id"])

    # Queries and searches

    def test_query_in_pages(self):
        rows = [{"attributes": {"type": "Contact"}, "LastName": f"Paged {at:04}"} for at in range(2100)]
        for chunk in chunks(rows):
            self.collection("POST", {"records": chunk})
        soql = "SELECT LastName FROM Contact WHERE LastName LIKE 'Paged %' ORDER BY LastName"
        first = self.org.query(soql)
        self.assertEqual((first["totalSize"], first["done"], len(first["records"])), (2100, False, 2000))
        identifier = first["nextRecordsUrl"].rsplit("/", 1)[1]
        self.assertRegex(identifier, r"^01g[A-Za-z0-9]{15}-2000$")
        for second in (
            self.org.query_more(identifier),
            self.org.query_more(first["nextRecordsUrl"], identifier_is_url=True),
        ):
            self.assertEqual((second["done"], len(second["records"])), (True, 100))
        whole = self.org.query_all(soql)
        self.assertEqual([row["LastName"] for row in whole["records"]], [row["LastName"] for row in rows])
        self.assertEqual(whole["totalSize"], 2100)
        self.assertEqual(sum(1 for _ in self.org.query_all_iter(soql)), 2100)
        self.refused(SalesforceMalformedRequest, "INVALID_QUERY_LOCATOR", self.org.query_more, "01g000000000000AAA-2000")

    def test_values_with_quotes_and_wildcards(self):
        for subject in ("it's 100% \"sure\"", "back\\slash", "a + b & c"):
            self.org.Case.create({"Subject": subject})
            found = self.org.query(format_soql("SELECT Subject FROM Case WHERE Subject = {}", subject))
            self.assertEqual([row["Subject"] for row in found["records"]], [subject])
        found = self.org.query(format_soql("SELECT Subject FROM Case WHERE Subject LIKE '%{:like}%'", "100%"))
        self.assertEqual(found["totalSize"], 1)
        found = self.org.query(
            format_soql("SELECT Id FROM Case WHERE Subject IN {} AND CreatedDate > {}", ["a + b & c"], yesterday())
        )
        self.assertEqual(found["totalSize"], 1)

    def test_deleted_rows_are_found_when_asked_for(self):
        record = self.org.Case.create({"Subject": "binned"})["id"]
        self.org.Case.delete(record)
        soql = f"SELECT IsDeleted FROM Case WHERE Id = '{record}'"
        self.assertEqual(self.org.query(soql)["totalSize"], 0)
        self.assertEqual(self.org.query(soql, include_deleted=True)["records"][0]["IsDeleted"], True)

    def test_search(self):
        self.org.Account.create({"Name": "Quagga Zoological"})
        self.org.Contact.create({"LastName": "Quagga"})
        found = self.org.search("FIND {quagga*} IN NAME FIELDS RETURNING Account(Id, Name), Contact(Id)")
        self.assertEqual(
            sorted(row["attributes"]["type"] for row in found["searchRecords"]), ["Account", "Contact"]
        )
        quick = self.org.quick_search("Quagga")
        self.assertGreaterEqual(len(quick["searchRecords"]), 2)
        self.refused(SalesforceMalformedRequest, "MALFORMED_SEARCH", self.org.search, "FIND {unclosed")

    def test_updated_and_deleted(self):
        start, end = yesterday(), datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        record = self.org.Case.create({"Subject": "soon gone"})["id"]
        updated = self.org.Case.updated(start, end)
        self.assertIn(record, updated["ids"])
        self.assertTrue(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000\+0000", updated["latestDateCovered"]))
        self.org.Case.delete(record)
        deleted = self.org.Case.deleted(start, end)
        self.assertIn(record, [row["id"] for row in deleted["deletedRecords"]])

    # Files

    def test_a_file_is_uploaded_and_read(self):
        case = self.org.Case.create({"Subject": "with a file"})["id"]
        content = bytes(range(256))
        made = self.org.ContentVersion.create(
            {
                "Title": "Log",
                "PathOnClient": "log.bin",
                "VersionData": base64.b64encode(content).decode(),
                "FirstPublishLocationId": case,
            }
        )
        self.assertEqual(self.org.ContentVersion.get_base64(made["id"], "VersionData"), content)
        links = self.org.query(f"SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId = '{case}'")
        self.assertEqual(links["totalSize"], 1)

    # Bulk API 2.0

    def bulk_rows(self, answer):
        """The rows of a results file."""
        return list(csv.DictReader(io.StringIO(answer)))

    def test_bulk_rows_are_inserted_and_each_result_is_read(self):
        rows = [
            {"Subject": f"Bulk {at}, \"ü\"\nmore", "Origin": "Phone", "Weftline_Key__c": f"simple-bulk-{at}"}
            for at in range(1200)
        ]
        rows.append({"Subject": "twice", "Origin": "Phone", "Weftline_Key__c": "SIMPLE-BULK-7"})
        cases = self.org.bulk2.Case
        [told] = cases.insert(records=rows, wait=0.1)
        job = told.pop("job_id")
        self.assertEqual(
            told, {"numberRecordsFailed": 1, "numberRecordsProcessed": 1201, "numberRecordsTotal": 1201}
        )
        done = self.bulk_rows(cases.get_successful_records(job))
        self.assertEqual(len({row["sf__Id"] for row in done}), 1200)
        self.assertEqual({row["Subject"] for row in done}, {row["Subject"] for row in rows[:-1]})
        self.assertEqual({row["sf__Created"] for row in done}, {"true"})
        [failed] = self.bulk_rows(cases.get_failed_records(job))
        self.assertTrue(failed["sf__Error"].startswith("DUPLICATE_VALUE:duplicate value found: Weftline_Key__c"))
        self.assertEqual((failed["sf__Id"], failed["Subject"]), ("", "twice"))
        self.assertEqual(self.bulk_rows(cases.get_unprocessed_records(job)), [])
        found = self.org.query("SELECT COUNT() FROM Case WHERE Weftline_Key__c LIKE 'simple-bulk-%'")
        self.assertEqual(found["totalSize"], 1200)

    def test_bulk_rows_are_upserted_changed_and_deleted(self):
        cases = self.org.bulk2.Case
        rows = [{"Weftline_Key__c": f"simple-upsert-{at}", "Subject": "one"} for at in range(10)]
        cases.upsert(records=rows, external_id_field="Weftline_Key__c", wait=0.1)
        [told] = cases.upsert(
            records=[{**row, "Subject": "two"} for row in rows],
            external_id_field="Weftline_Key__c",
            column_delimiter="SEMICOLON",
            line_ending="CRLF",
            wait=0.1,
        )
        answer = cases.get_successful_records(told["job_id"])
        self.assertIn("\r\n", answer)
        done = list(csv.DictReader(io.StringIO(answer), delimiter=";"))
        self.assertEqual([row["sf__Created"] for row in done], ["false"] * 10)
        ids = [{"Id": row["sf__Id"]} for row in done]
        [told] = cases.update(records=[{**row, "Subject": "three"} for row in ids], wait=0.1)
        self.assertEqual(told["numberRecordsFailed"], 0)
        soql = "SELECT COUNT() FROM Case WHERE Subject = 'three' AND Weftline_Key__c LIKE 'simple-upsert-%'"
        self.assertEqual(self.org.query(soql)["totalSize"], 10)
        [told] = cases.delete(records=ids, wait=0.1)
        self.assertEqual(told["numberRecordsFailed"], 0)
        self.assertEqual(self.org.query(soql)["totalSize"], 0)

    def test_bulk_jobs_that_fail_say_why(self):
        with self.assertRaisesRegex(SalesforceOperationError, "InvalidBatch : Field name not found : Nothing__c"):
            self.org.bulk2.Case.insert(records=[{"Nothing__c": "x"}], wait=0.1)
        self.refused(SalesforceMalformedRequest, "INVALIDJOB", self.org.bulk2.Nothing__c.insert, records=[{"Name": "x"}])

    # Refusals

    def test_what_is_wrong_is_an_exception_with_the_vendors_code(self):
        bad, missing = SalesforceMalformedRequest, SalesforceResourceNotFound
        for kind, code, call, argument in (
            (bad, "MALFORMED_QUERY", self.org.query, "SELECT Id FROM"),
            (bad, "INVALID_FIELD", self.org.query, "SELECT Nothing__c FROM Case"),
            (bad, "INVALID_TYPE", self.org.query, "SELECT Id FROM Nothing__c"),
            (bad, "INVALID_FIELD", self.org.Case.create, {"Nothing__c": 1}),
            (bad, "INVALID_FIELD_FOR_INSERT_UPDATE", self.org.Case.create, {"CaseNumber": "1"}),
            (bad, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", self.org.Case.create, {"Severity__c": "Apocalyptic"}),
            (bad, "STRING_TOO_LONG", self.org.Case.create, {"Subject": "x" * 256}),
            (bad, "JSON_PARSER_ERROR", self.org.Case.create, {"Due_Date__c": "the day after"}),
            (bad, "REQUIRED_FIELD_MISSING", self.org.Contact.create, {"FirstName": "Nameless"}),
            (missing, "NOT_FOUND", self.org.Case.get, "500000000000000AAA"),
            (missing, "NOT_FOUND", self.org.Nothing__c.create, {"Name": "x"}),
        ):
            with self.subTest(code=code, argument=argument):
                self.refused(kind, code, call, argument)

    def test_faults_are_exceptions(self):
        self.addCleanup(self.sandbox.control, "faults", "DELETE")
        for fault, kind in (
            ({"kind": "limitExceeded"}, SalesforceRefusedRequest),
            ({"kind": "sessionExpired"}, SalesforceExpiredSession),
            ({"kind": "lockRow"}, SalesforceMalformedRequest),
            ({"kind": "serverError", "status": 503}, SalesforceGeneralError),
            ({"kind": "htmlError", "status": 500}, SalesforceGeneralError),
        ):
            with self.subTest(fault=fault):
                self.sandbox.control("faults", "POST", {"door": "salesforce", "count": 1, "fault": fault})
                with self.assertRaises(kind):
                    self.org.Case.create({"Subject": "struck"})
        self.assertTrue(self.org.Case.create({"Subject": "not struck"})["success"])

    def test_zz_nothing_was_asked_that_the_sandbox_does_not_have(self):
        self.assertEqual(self.sandbox.control("unknown")["unknown"], [])


def chunks(rows):
    return [rows[at : at + 200] for at in range(0, len(rows), 200)]


def yesterday():
    return datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)


if __name__ == "__main__":
    unittest.main()
