//! Bulk API 2.0: jobs from their creation to their results.

use super::*;

/// A job as a client goes through it.
struct Upload<'a> {
    face: &'a mut Face,
    id: String,
}

impl Face {
    fn open_job(&mut self, body: Json) -> Upload<'_> {
        let (status, job) = self.call("POST", "/jobs/ingest", body);
        assert_eq!(status, 200, "{job}");
        let id = job["id"].as_str().unwrap().to_owned();
        Upload { face: self, id }
    }

    /// Runs a job to its end and gives what it says of itself then.
    fn run_job(&mut self, body: Json, csv: &str) -> (String, Json) {
        let mut job = self.open_job(body);
        job.put(csv);
        assert_eq!(job.set("UploadComplete").0, 200);
        job.face.now += 60_000;
        let info = job.info();
        (job.id.clone(), info)
    }

    fn results(&mut self, id: &str, kind: &str) -> Vec<String> {
        let response = self.raw("GET", &format!("{DATA}/jobs/ingest/{id}/{kind}"), &[], b"");
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        assert_eq!(response.header("content-type"), Some("text/csv;charset=UTF-8"));
        let mut lines: Vec<String> = String::from_utf8(response.body).unwrap().lines().map(str::to_owned).collect();
        lines[1..].sort();
        lines
    }
}

impl Upload<'_> {
    fn path(&self, rest: &str) -> String {
        format!("{DATA}/jobs/ingest/{}{rest}", self.id)
    }

    fn try_put(&mut self, csv: &str) -> Response {
        let path = self.path("/batches");
        self.face.raw("PUT", &path, &[("content-type", "text/csv")], csv.as_bytes())
    }

    fn put(&mut self, csv: &str) {
        let response = self.try_put(csv);
        assert_eq!((response.status, response.body.as_slice()), (201, b"".as_slice()));
    }

    fn set(&mut self, state: &str) -> (u16, Json) {
        let path = format!("/jobs/ingest/{}", self.id);
        self.face.call("PATCH", &path, json!({ "state": state }))
    }

    fn info(&mut self) -> Json {
        let path = format!("/jobs/ingest/{}", self.id);
        let (status, info) = self.face.call("GET", &path, Json::Null);
        assert_eq!(status, 200, "{info}");
        info
    }

    fn state(&mut self) -> String {
        self.info()["state"].as_str().unwrap().to_owned()
    }
}

fn insert(object: &str) -> Json {
    json!({ "object": object, "operation": "insert" })
}

#[test]
fn a_job_tells_what_it_is_and_has_defaults() {
    let mut face = Face::new();
    let (status, job) = face.call("POST", "/jobs/ingest", insert("case"));
    let id = job["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("750") && id.len() == 18);
    let user = job["createdById"].clone();
    let created = json!({
        "id": id, "operation": "insert", "object": "Case", "createdById": user,
        "createdDate": "2026-11-21T09:30:00.000+0000", "systemModstamp": "2026-11-21T09:30:00.000+0000",
        "state": "Open", "concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": 62.0,
        "contentUrl": format!("services/data/v62.0/jobs/ingest/{id}/batches"), "lineEnding": "LF",
        "columnDelimiter": "COMMA",
    });
    assert_eq!((status, &job), (200, &created));
    let (_, info) = face.call("GET", &format!("/jobs/ingest/{id}/"), Json::Null);
    let mut expected = created;
    for (name, value) in [
        ("jobType", json!("V2Ingest")),
        ("retries", json!(0)),
        ("totalProcessingTime", json!(0)),
        ("apiActiveProcessingTime", json!(0)),
        ("apexProcessingTime", json!(0)),
    ] {
        expected[name] = value;
    }
    assert_eq!(info, expected);
}

#[test]
fn what_no_job_can_be_is_refused() {
    let mut face = Face::new();
    let mut refused =
        |body: Json, code: &str, message: &str| face.refused("POST", "/jobs/ingest", body, 400, code, message);
    let invalid = "INVALIDJOB";
    refused(json!({ "operation": "insert" }), invalid, "InvalidJob : No object specified in call");
    refused(insert("Nothing"), invalid, "InvalidJob : Unable to find object: Nothing");
    refused(json!({ "object": "Case" }), invalid, "InvalidJob : No operation specified in call");
    refused(
        json!({ "object": "Case", "operation": "upsert" }),
        invalid,
        "InvalidJob : External ID was blank for Case. An External ID must be specified for upsert.",
    );
    refused(
        json!({ "object": "Case", "operation": "upsert", "externalIdFieldName": "Subject" }),
        invalid,
        "InvalidJob : Field name provided, Subject does not match an External ID, Salesforce Id, or indexed field for Case",
    );
    refused(
        json!({ "object": "Case", "operation": "merge" }),
        "JSON_PARSER_ERROR",
        "Unexpected value \"merge\" for operation",
    );
    refused(
        json!({ "object": "Case", "operation": "insert", "columnDelimiter": "HASH" }),
        "JSON_PARSER_ERROR",
        "Unexpected value \"HASH\" for columnDelimiter",
    );
    refused(
        json!({ "object": "Case", "operation": "insert", "color": "red" }),
        "JSON_PARSER_ERROR",
        "unknown field `color`",
    );
    refused(
        json!({ "object": "Case", "operation": "insert", "assignmentRuleId": "01Q000000000zzz" }),
        invalid,
        "InvalidJob : Unable to find assignment rule: 01Q000000000zzz",
    );
    let path = "/jobs/ingest/750Wf0000000zzz";
    face.refused("GET", path, Json::Null, 404, "NOT_FOUND", "The requested resource does not exist");
    let old = face.raw("GET", "/services/data/v40.0/jobs/ingest", &[], b"");
    assert_eq!(old.status, 404);
}

#[test]
fn a_job_goes_through_its_states_as_time_passes() {
    let mut face = Face::new();
    face.org.options_mut().bulk = BulkOptions { queue_ms: 1_000, rows_per_second: 100, ..BulkOptions::default() };
    let mut job = face.open_job(insert("Case"));
    let rows: String = (0..1_000).map(|row| format!("Case {row}\n")).collect();
    job.put(&format!("Subject\n{rows}"));
    assert_eq!(job.state(), "Open");
    let (_, closed) = job.set("UploadComplete");
    assert_eq!((closed["state"].as_str(), closed.get("contentUrl")), (Some("UploadComplete"), None));
    assert_eq!(job.state(), "UploadComplete");
    job.face.now += 1_000;
    let told =
        |info: &Json| (info["state"].as_str().unwrap().to_owned(), info["numberRecordsProcessed"].as_u64().unwrap());
    assert_eq!(told(&job.info()), ("InProgress".to_owned(), 0));
    job.face.now += 4_500;
    assert_eq!(told(&job.info()), ("InProgress".to_owned(), 400), "whole chunks of two hundred");
    let path = format!("/jobs/ingest/{}/successfulResults", job.id);
    let (status, body) = job.face.call("GET", &path, Json::Null);
    assert_eq!((status, body[0]["errorCode"].as_str()), (400, Some("INVALIDJOBSTATE")));
    assert_eq!(job.face.query("SELECT COUNT() FROM Case")["totalSize"], 400);
    job.face.now += 5_500;
    let info = job.info();
    assert_eq!(told(&info), ("JobComplete".to_owned(), 1_000));
    assert_eq!(
        (info["numberRecordsFailed"].as_u64(), info["apiActiveProcessingTime"].as_u64()),
        (Some(0), Some(10_000))
    );
    assert_eq!(info["systemModstamp"], "2026-11-21T09:30:11.000+0000");
    let first = job.face.query("SELECT CreatedDate FROM Case WHERE Subject = 'Case 0'");
    assert_eq!(first["records"][0]["CreatedDate"], "2026-11-21T09:30:03.000+0000");
}

#[test]
fn results_name_each_row_once_in_another_order_and_in_pages() {
    let mut face = Face::new();
    let rows: String = (0..500).map(|row| format!("key-{row},\"say \"\"{row}\"\"\nand more\"\n")).collect();
    let (id, info) = face.run_job(insert("Case"), &format!("Weftline_Key__c,Description\n{rows}"));
    assert_eq!(info["state"], "JobComplete", "{info}");
    let (mut keys, mut locator, mut pages) = (Vec::new(), String::new(), 0);
    while locator != "null" {
        let target = format!("{DATA}/jobs/ingest/{id}/successfulResults?maxRecords=200&locator={locator}");
        let response = face.raw("GET", &target, &[], b"");
        let text = String::from_utf8(response.body.clone()).unwrap();
        assert!(text.starts_with("\"sf__Id\",\"sf__Created\",Weftline_Key__c,Description\n"), "{text}");
        let records: Vec<&str> = text.split("\"\n\"").collect();
        assert_eq!(response.header("sforce-numberofrecords"), Some([200, 200, 100][pages].to_string().as_str()));
        for record in records {
            let key = record.split("\",\"key-").nth(1).unwrap().split('"').next().unwrap();
            keys.push(key.parse::<u32>().unwrap());
            assert!(record.contains(&format!("say \"\"{key}\"\"\nand more")), "{record}");
        }
        locator = response.header("sforce-locator").unwrap().to_owned();
        pages += 1;
    }
    assert_eq!(pages, 3);
    assert_ne!(keys, (0..500).collect::<Vec<_>>(), "the order is not kept");
    keys.sort_unstable();
    assert_eq!(keys, (0..500).collect::<Vec<_>>());
    assert_eq!(face.results(&id, "failedResults"), ["\"sf__Id\",\"sf__Error\",Weftline_Key__c,Description"]);
    assert_eq!(face.results(&id, "unprocessedrecords"), ["Weftline_Key__c,Description"]);
    let (status, body) = face.call("GET", &format!("/jobs/ingest/{id}/failedResults?locator=%21"), Json::Null);
    assert_eq!((status, body[0]["errorCode"].as_str()), (400, Some("INVALID_QUERY_LOCATOR")));

    face.org.options_mut().bulk.paged_results = false;
    let whole = face.raw("GET", &format!("{DATA}/jobs/ingest/{id}/successfulResults?maxRecords=200"), &[], b"");
    assert_eq!(whole.header("sforce-locator"), None);
    assert_eq!(String::from_utf8(whole.body).unwrap().matches("\"key-").count(), 500);
}

#[test]
fn rows_are_refused_each_for_itself_in_the_vendors_words() {
    let mut face = Face::new();
    face.org.options_mut().settings = face
        .org
        .options()
        .settings
        .with(&json!({ "validationRules": [{
            "name": "No_Tests", "object": "Case", "message": "Tests are not wanted.",
            "refusedWhen": { "is": { "field": "Subject", "values": ["test"] } },
        }] }))
        .unwrap();
    let taken = face.create("Case", json!({ "Weftline_Key__c": "taken" }));
    let csv = "Subject,Severity__c,Weftline_Key__c,Due_Date__c,ContactId,Billable__c\n\
        good,,a,2026-12-24,,1\n\
        test,,b,,,\n\
        c,Awful,c,,,\n\
        d,,TAKEN,,,\n\
        e,,e,tomorrow,,\n\
        f,,f,,003Wf0000000zzz,\n\
        g,,a,,,\n\
        h, \"h\",h,,,\n\
        i,i\n";
    let (id, info) = face.run_job(insert("Case"), csv);
    assert_eq!(info["state"], "JobComplete", "{info}");
    assert_eq!((info["numberRecordsProcessed"].as_u64(), info["numberRecordsFailed"].as_u64()), (Some(9), Some(8)));
    let good = face.query("SELECT Id, Billable__c, Due_Date__c FROM Case WHERE Weftline_Key__c = 'a'");
    let good = &good["records"][0];
    assert_eq!((good["Billable__c"].as_bool(), good["Due_Date__c"].as_str()), (Some(true), Some("2026-12-24")));
    let good = good["Id"].as_str().unwrap();
    let taken = &taken[..15];
    assert_eq!(
        face.results(&id, "successfulResults")[1..],
        [format!("\"{good}\",\"true\",\"good\",\"\",\"a\",\"2026-12-24\",\"\",\"1\"")]
    );
    let stray =
        "InvalidBatch:Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote:--";
    let mut expected = [
        "\"\",\"FIELD_CUSTOM_VALIDATION_EXCEPTION:Tests are not wanted.:--\",\"test\",\"\",\"b\",\"\",\"\",\"\"".to_owned(),
        "\"\",\"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Severity: bad value for restricted picklist field: Awful:Severity__c --\",\"c\",\"Awful\",\"c\",\"\",\"\",\"\"".to_owned(),
        format!("\"\",\"DUPLICATE_VALUE:duplicate value found: Weftline_Key__c duplicates value on record with id: {taken}:--\",\"d\",\"\",\"TAKEN\",\"\",\"\",\"\""),
        "\"\",\"INVALID_TYPE_ON_FIELD_IN_RECORD:Due Date: value not of required type: tomorrow:Due_Date__c --\",\"e\",\"\",\"e\",\"tomorrow\",\"\",\"\"".to_owned(),
        "\"\",\"INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:ContactId --\",\"f\",\"\",\"f\",\"\",\"003Wf0000000zzz\",\"\"".to_owned(),
        format!("\"\",\"DUPLICATE_VALUE:duplicate value found: Weftline_Key__c duplicates value on record with id: {}:--\",\"g\",\"\",\"a\",\"\",\"\",\"\"", &good[..15]),
        format!("\"\",\"{stray}\",h, \"h\",h,,,"),
        "\"\",\"InvalidBatch:The row has 2 columns and the header 6:--\",\"i\",\"i\"".to_owned(),
    ];
    expected.sort();
    assert_eq!(face.results(&id, "failedResults")[1..], expected);
}

#[test]
fn a_header_that_does_not_fit_fails_the_job_and_processes_nothing() {
    for (body, csv, message) in [
        (insert("Case"), "Subject,Nothing__c\na,b\n", "InvalidBatch : Field name not found : Nothing__c"),
        (insert("Case"), "Subject;Origin\na;b\n", "InvalidBatch : Field name not found : Subject;Origin"),
        (insert("Case"), "\u{feff}Subject\na\n", "InvalidBatch : Field name not found : \u{feff}Subject"),
        (insert("Case"), "Subject,subject\na,b\n", "InvalidBatch : Duplicate field name found : subject"),
        (insert("Case"), "Owner.Id\na\n", "InvalidBatch : Field name not found : Owner.Id"),
        (
            insert("Case"),
            "Account:Account.Weftline_Key__c\na\n",
            "InvalidBatch : Field name not found : Account:Account.Weftline_Key__c",
        ),
        (insert("Case"), "", "InvalidBatch : Failed to parse CSV. No header found"),
        (
            insert("Case"),
            "Subject\n\"a\n",
            "InvalidBatch : Failed to parse CSV. EOF reached before closing an opened quote",
        ),
        (
            insert("Case"),
            "Subject\r\na\r\n",
            "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF",
        ),
        (
            json!({ "object": "Case", "operation": "insert", "lineEnding": "CRLF" }),
            "Subject\na\n",
            "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF",
        ),
        (
            json!({ "object": "Case", "operation": "update" }),
            "Subject\na\n",
            "InvalidBatch : Field name not found : Id",
        ),
        (
            json!({ "object": "Case", "operation": "delete" }),
            "Id,Subject\na,b\n",
            "InvalidBatch : delete batch must contain only ids",
        ),
    ] {
        let mut face = Face::new();
        let (id, info) = face.run_job(body, csv);
        assert_eq!((info["state"].as_str(), info["errorMessage"].as_str()), (Some("Failed"), Some(message)), "{csv:?}");
        assert_eq!(info["numberRecordsProcessed"], 0);
        if csv.starts_with("Subject,Nothing") {
            assert_eq!(face.results(&id, "unprocessedrecords"), ["Subject,Nothing__c", "\"a\",\"b\""]);
        }
        assert_eq!(face.query("SELECT COUNT() FROM Case")["totalSize"], 0);
    }
}

#[test]
fn other_delimiters_and_line_endings_come_back_as_they_were_sent() {
    for (name, delimiter) in
        [("BACKQUOTE", '`'), ("CARET", '^'), ("COMMA", ','), ("PIPE", '|'), ("SEMICOLON", ';'), ("TAB", '\t')]
    {
        let mut face = Face::new();
        let body = json!({ "object": "Case", "operation": "insert", "columnDelimiter": name, "lineEnding": "CRLF" });
        let csv = format!("Subject{delimiter}Origin\r\n\"a{delimiter}\r\nb\"{delimiter}Phone\r\n");
        let (id, info) = face.run_job(body, &csv);
        assert_eq!(info["state"], "JobComplete", "{info}");
        assert_eq!((info["columnDelimiter"].as_str(), info["lineEnding"].as_str()), (Some(name), Some("CRLF")));
        let case = face.query("SELECT Id, Subject FROM Case")["records"][0].clone();
        assert_eq!(case["Subject"], format!("a{delimiter}\r\nb"));
        let response = face.raw("GET", &format!("{DATA}/jobs/ingest/{id}/successfulResults"), &[], b"");
        let case = case["Id"].as_str().unwrap();
        let d = delimiter;
        assert_eq!(
            String::from_utf8(response.body).unwrap(),
            format!(
                "\"sf__Id\"{d}\"sf__Created\"{d}Subject{d}Origin\r\n\"{case}\"{d}\"true\"{d}\"a{d}\r\nb\"{d}\"Phone\"\r\n"
            )
        );
    }
}

#[test]
fn rows_are_changed_upserted_and_deleted_and_empty_values_leave_alone() {
    let mut face = Face::new();
    let id = face.create("Case", json!({ "Subject": "one", "Description": "kept", "Weftline_Key__c": "k1" }));
    let update = json!({ "object": "Case", "operation": "update" });
    let csv =
        format!("Id,Subject,Description,Effort__c\n{id},two,,#N/A\n,three,,\n500Wf0000000zzz,x,,\nnonsense,x,,\n");
    let (job, _) = face.run_job(update.clone(), &csv);
    let (_, case) = face.call("GET", &format!("/sobjects/Case/{id}"), Json::Null);
    assert_eq!((case["Subject"].as_str(), case["Description"].as_str()), (Some("two"), Some("kept")));
    assert_eq!(
        face.results(&job, "successfulResults")[1..],
        [format!("\"{id}\",\"false\",\"{id}\",\"two\",\"\",\"#N/A\"")]
    );
    assert_eq!(
        face.results(&job, "failedResults")[1..],
        [
            "\"\",\"MALFORMED_ID:Case ID: id value of incorrect type: nonsense:Id --\",\"nonsense\",\"x\",\"\",\"\"",
            "\"\",\"MISSING_ARGUMENT:Id not specified in an update call:--\",\"\",\"three\",\"\",\"\"",
            "\"500Wf0000000zzzIAA\",\"INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--\",\"500Wf0000000zzz\",\"x\",\"\",\"\"",
        ]
    );
    face.run_job(update, &format!("Id,Description\n{id},#N/A\n"));
    assert_eq!(face.call("GET", &format!("/sobjects/Case/{id}"), Json::Null).1["Description"], Json::Null);

    let upsert = json!({ "object": "Case", "operation": "upsert", "externalIdFieldName": "weftline_key__c" });
    let (job, info) = face.run_job(upsert, "Weftline_Key__c,Subject\nk1,again\nk2,new\ntwice,a\nTwice,b\n,keyless\n");
    assert_eq!(
        (info["externalIdFieldName"].as_str(), info["numberRecordsFailed"].as_u64()),
        (Some("Weftline_Key__c"), Some(3))
    );
    let done = face.results(&job, "successfulResults");
    assert!(done.contains(&format!("\"{id}\",\"false\",\"k1\",\"again\"")), "{done:?}");
    assert!(done.iter().any(|line| line.ends_with("\"true\",\"k2\",\"new\"")), "{done:?}");
    assert_eq!(
        face.results(&job, "failedResults")[1..],
        [
            "\"\",\"DUPLICATE_VALUE:Duplicate external id specified: Twice:Weftline_Key__c --\",\"Twice\",\"b\"",
            "\"\",\"DUPLICATE_VALUE:Duplicate external id specified: twice:Weftline_Key__c --\",\"twice\",\"a\"",
            "\"\",\"MISSING_ARGUMENT:Weftline_Key__c not specified:--\",\"\",\"keyless\"",
        ]
    );

    let delete = json!({ "object": "Case", "operation": "delete" });
    let (job, _) = face.run_job(delete, &format!("Id\n{id}\n"));
    assert_eq!(face.results(&job, "successfulResults")[1..], [format!("\"{id}\",\"false\",\"{id}\"")]);
    assert_eq!(face.query("SELECT COUNT() FROM Case")["totalSize"], 1);
    let (_, all) = face.call("GET", &format!("/queryAll?q={}", encode("SELECT COUNT() FROM Case")), Json::Null);
    assert_eq!(all["totalSize"], 2, "in the recycle bin");
}

#[test]
fn hard_deletion_needs_its_permission_and_leaves_nothing() {
    let mut face = Face::new();
    let id = face.create("Case", json!({}));
    let hard = json!({ "object": "Case", "operation": "hardDelete" });
    let (status, body) = face.call("POST", "/jobs/ingest", hard.clone());
    if status == 400 {
        assert_eq!(body[0]["errorCode"], "FEATURENOTENABLED");
        let set = face
            .create("PermissionSet", json!({ "Name": "Hard", "Label": "Hard", "PermissionsBulkApiHardDelete": true }));
        let user = face.query("SELECT Id FROM User WHERE Username LIKE 'integration@%'")["records"][0]["Id"].clone();
        face.create("PermissionSetAssignment", json!({ "PermissionSetId": set, "AssigneeId": user }));
    }
    let (_, info) = face.run_job(hard, &format!("Id\n{id}\n"));
    assert_eq!((info["state"].as_str(), info["numberRecordsFailed"].as_u64()), (Some("JobComplete"), Some(0)));
    let (_, all) = face.call("GET", &format!("/queryAll?q={}", encode("SELECT COUNT() FROM Case")), Json::Null);
    assert_eq!(all["totalSize"], 0);
}

#[test]
fn parents_are_named_by_external_ids() {
    let mut face = Face::new();
    let account = face.create("Account", json!({ "Name": "Acme", "Weftline_Key__c": "acme" }));
    let user = face.query("SELECT Id FROM User WHERE Username LIKE 'integration@%'")["records"][0]["Id"].clone();
    let csv =
        format!("Subject,Account.Weftline_Key__c,User:Owner.Id\na,acme,{}\nb,gone,\nc,#N/A,\n", user.as_str().unwrap());
    let (job, info) = face.run_job(insert("Case"), &csv);
    assert_eq!(
        (info["state"].as_str(), info["numberRecordsFailed"].as_u64()),
        (Some("JobComplete"), Some(1)),
        "{info}"
    );
    let found = face.query("SELECT AccountId, OwnerId FROM Case WHERE Subject = 'a'");
    assert_eq!((&found["records"][0]["AccountId"], &found["records"][0]["OwnerId"]), (&json!(account), &user));
    assert_eq!(
        face.results(&job, "failedResults")[1..],
        [
            "\"\",\"INVALID_FIELD:Foreign key external ID: gone not found for field Weftline_Key__c in entity Account:--\",\"b\",\"gone\",\"\""
        ]
    );
}

#[test]
fn an_assignment_rule_runs_when_the_job_names_it_and_not_else() {
    let mut face = Face::new();
    let rule = face.query("SELECT Id FROM AssignmentRule WHERE SobjectType = 'Case'")["records"][0]["Id"].clone();
    face.run_job(insert("Case"), "Subject,Origin\nwithout,Web\n");
    let named = json!({ "object": "Case", "operation": "insert", "assignmentRuleId": rule });
    let (_, info) = face.run_job(named, "Subject,Origin\nwith,Web\n");
    assert_eq!(info["assignmentRuleId"], rule);
    let owner = |face: &mut Face, subject: &str| {
        let found = face.query(&format!("SELECT Owner.Name FROM Case WHERE Subject = '{subject}'"));
        found["records"][0]["Owner"]["Name"].clone()
    };
    assert_eq!(owner(&mut face, "without"), "Weftline Integration");
    assert_eq!(owner(&mut face, "with"), "Support Queue");
}

#[test]
fn states_allow_what_the_vendor_says() {
    let mut face = Face::new();
    let mut job = face.open_job(insert("Case"));
    let wrong = |answer: (u16, Json)| (answer.0, answer.1[0]["errorCode"].as_str().unwrap_or_default().to_owned());
    let state = (400, "INVALIDJOBSTATE".to_owned());
    let path = format!("/jobs/ingest/{}", job.id);
    assert_eq!(wrong(job.face.call("DELETE", &path, Json::Null)), state, "open jobs are aborted first");
    assert_eq!(wrong(job.set("InProgress")), state);
    assert_eq!(job.face.raw("PUT", &job.path("/batches"), &[("content-type", "application/json")], b"{}").status, 415);
    assert_eq!(job.face.call("GET", &format!("{path}/batches"), Json::Null).0, 405);
    job.put("Subject\na\n");
    assert_eq!(job.set("UploadComplete").0, 200);
    assert_eq!(wrong(job.set("UploadComplete")), state, "as after a lost reply");
    assert_eq!(job.try_put("Subject\nb\n").status, 400);
    assert_eq!(job.set("Aborted").1["state"], "Aborted");
    assert_eq!(wrong(job.set("Aborted")), state);
    job.face.now += 60_000;
    assert_eq!(job.state(), "Aborted");
    let id = job.id.clone();
    assert_eq!(face.results(&id, "unprocessedrecords"), ["Subject", "\"a\""]);
    assert_eq!(face.call("DELETE", &path, Json::Null).0, 204);
    assert_eq!(face.call("GET", &path, Json::Null).0, 404);
}

#[test]
fn data_is_uploaded_once() {
    let mut face = Face::new();
    let mut job = face.open_job(insert("Case"));
    job.put("Subject\na\n");
    job.put("Subject\na\n");
    let (status, body) = job.set("UploadComplete");
    assert_eq!((status, body[0]["errorCode"].as_str()), (400, Some("INVALIDJOB")));
    assert!(body[0]["message"].as_str().unwrap().starts_with("Found multipe contents for job: <750"), "{body}");
    assert_eq!(job.state(), "Open");
    assert_eq!(job.set("Aborted").0, 200);
    let too_large = vec![b'x'; 150 * 1_024 * 1_024 / 4 * 3 + 1];
    let mut job = face.open_job(insert("Case"));
    let path = job.path("/batches");
    assert_eq!(job.face.raw("PUT", &path, &[("content-type", "text/csv")], &too_large).status, 413);
    assert_eq!(job.state(), "Open");
}

#[test]
fn a_small_job_comes_in_one_request() {
    let mut face = Face::new();
    let body = "--b\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name=\"job\"\r\n\r\n\
        {\"object\":\"Case\",\"operation\":\"insert\"}\r\n--b\r\nContent-Type: text/csv\r\n\
        Content-Disposition: form-data; name=\"content\"; filename=\"content\"\r\n\r\nSubject\na\nb\n\r\n--b--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=b")];
    let response = face.raw("POST", &format!("{DATA}/jobs/ingest"), &headers, body.as_bytes());
    let job: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status, job["state"].as_str()), (200, Some("UploadComplete")), "{job}");
    face.now += 1_000;
    assert_eq!(face.query("SELECT COUNT() FROM Case")["totalSize"], 2);
}

#[test]
fn jobs_are_listed_and_forgotten() {
    let mut face = Face::new();
    let (finished, _) = face.run_job(insert("Case"), "Subject\na\n");
    let open = face.open_job(insert("Contact")).id;
    let (_, list) = face.call("GET", "/jobs/ingest?jobType=V2Ingest", Json::Null);
    let ids: Vec<&str> = list["records"].as_array().unwrap().iter().filter_map(|job| job["id"].as_str()).collect();
    assert_eq!(
        (ids, list["done"].as_bool(), &list["nextRecordsUrl"]),
        (vec![open.as_str(), &finished], Some(true), &Json::Null)
    );
    let (_, none) = face.call("GET", "/jobs/ingest?jobType=Classic", Json::Null);
    assert_eq!(none["records"], json!([]));
    face.now += 25 * 3_600_000;
    let (_, list) = face.call("GET", "/jobs/ingest", Json::Null);
    assert_eq!(list["records"][0]["state"], "Aborted", "nobody uploaded within a day");
    face.now += 7 * 24 * 3_600_000;
    face.call("GET", "/jobs/ingest", Json::Null);
    assert_eq!(face.call("GET", &format!("/jobs/ingest/{finished}"), Json::Null).0, 404);
}

#[test]
fn every_request_counts_and_batches_have_a_limit() {
    let mut face = Face::new();
    face.org.options_mut().bulk =
        BulkOptions { queue_ms: 0, rows_per_second: 1_000_000, daily_batches: 2, ..BulkOptions::default() };
    let usage = |face: &mut Face| {
        let response = face.raw("GET", &format!("{DATA}/limits"), &[], b"");
        let limits: Json = serde_json::from_slice(&response.body).unwrap();
        let used = 100_000 - limits["DailyApiRequests"]["Remaining"].as_u64().unwrap();
        (used, limits["DailyBulkApiBatches"].clone())
    };
    assert_eq!(usage(&mut face), (1, json!({ "Max": 2, "Remaining": 2 })));
    let (job, info) = face.run_job(insert("Case"), &format!("Subject\n{}", "a\n".repeat(10_001)));
    assert_eq!(info["state"], "JobComplete");
    assert_eq!(usage(&mut face), (6, json!({ "Max": 2, "Remaining": 0 })), "created, uploaded, closed, asked");
    assert_eq!(face.results(&job, "successfulResults").len(), 10_002);
    let (job, info) = face.run_job(insert("Case"), "Subject\na\n");
    assert_eq!(info["errorMessage"], "ExceededQuota : ApiBatchItems Limit exceeded.");
    assert_eq!(face.results(&job, "unprocessedrecords"), ["Subject", "\"a\""]);
}

#[test]
fn a_kept_org_goes_on_with_its_jobs() {
    let mut face = Face::new();
    face.org.options_mut().bulk.rows_per_second = 200;
    let mut job = face.open_job(insert("Case"));
    let rows: String = (0..900).map(|row| format!("k{row}\n")).collect();
    job.put(&format!("Weftline_Key__c\n{rows}k7\n"));
    job.set("UploadComplete");
    job.face.now += 2_500;
    assert_eq!(job.info()["numberRecordsProcessed"], 400);
    let id = job.id.clone();
    let deleted = face.run_job(insert("Case"), "Subject\ngone\n").0;
    assert_eq!(face.call("DELETE", &format!("/jobs/ingest/{deleted}"), Json::Null).0, 204);
    face.now -= 60_000;
    let mut rows: Vec<crate::change::Change> = face.org.take_changes();
    rows.retain(|change| change.json.is_some() || change.bytes.is_some());
    rows.sort_by(|left, right| (left.table, &left.key).cmp(&(right.table, &right.key)));
    assert!(rows.iter().all(|change| !change.key.starts_with(&deleted)));
    let mut restored = Org::new(OrgOptions::default());
    for change in rows.iter().filter(|change| change.json.is_some()) {
        restored.load(change.table, &change.key, change.json.as_ref().unwrap()).unwrap();
    }
    for change in &rows {
        if let Some(bytes) = &change.bytes {
            restored.load_content(change.table, &change.key, bytes.to_vec()).unwrap();
        }
    }
    let mut other = Face { org: restored, now: face.now + 60_000 };
    let (_, info) = other.call("GET", &format!("/jobs/ingest/{id}"), Json::Null);
    assert_eq!(
        (info["state"].as_str(), info["numberRecordsFailed"].as_u64()),
        (Some("JobComplete"), Some(1)),
        "{info}"
    );
    assert_eq!(other.results(&id, "successfulResults").len(), 901);
}
