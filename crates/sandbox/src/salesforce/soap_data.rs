//! The SOAP API's calls on records: query, save, delete, undelete, merge, empty the bin.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_list.htm>

use super::Org;
use super::call::Reply;
use super::draft::{self, Purpose};
use super::error::ApiError;
use super::id::Id;
use super::value::instant_text;
use super::write::{Context, Upserted};
use super::xml::{Element, escape};
use serde_json::{Map, Value as Json};

/// How many records a call may save.
const RECORDS_MAX: usize = 200;

impl Org {
    /// The inside of the answer to a call on records; nothing for a call that is none of these.
    pub(super) fn soap_data(&mut self, context: &Context, operation: &Element) -> Option<Result<String, ApiError>> {
        let name = operation.name.as_str();
        Some(match name {
            "getServerTimestamp" => {
                let now = instant_text(context.now).replace("+0000", "Z");
                Ok(format!("<result><timestamp>{now}</timestamp></result>"))
            }
            "query" | "queryAll" => {
                let text = operation.value("queryString").unwrap_or_default().to_owned();
                self.run_query(context, &text, name == "queryAll").map(|reply| query_result(&reply))
            }
            "queryMore" => {
                let locator = operation.value("queryLocator").unwrap_or_default().to_owned();
                self.next_page(context, &locator).map(|reply| query_result(&reply))
            }
            "create" | "update" | "upsert" => self.soap_save(context, operation),
            "delete" | "undelete" | "emptyRecycleBin" => {
                let ids: Vec<&Element> =
                    operation.children.iter().filter(|child| child.name.starts_with("id")).collect();
                limited(ids.len()).map(|()| {
                    let outcomes = ids.iter().map(|id| {
                        let before = self.store.savepoint();
                        let outcome = self.soap_on_id(context, name, &id.text);
                        if outcome.is_err() {
                            self.store.roll_back(before);
                        }
                        save_result(&outcome.map(|id| (id, None)))
                    });
                    outcomes.collect()
                })
            }
            "merge" => {
                let requests: Vec<&Element> =
                    operation.children.iter().filter(|child| child.name == "request").collect();
                limited(requests.len()).map(|()| {
                    let outcomes = requests.iter().map(|request| {
                        let before = self.store.savepoint();
                        self.soap_merge(context, request).unwrap_or_else(|error| {
                            self.store.roll_back(before);
                            save_result(&Err(error))
                        })
                    });
                    outcomes.collect()
                })
            }
            _ => return None,
        })
    }

    fn soap_on_id(&mut self, context: &Context, name: &str, text: &str) -> Result<Id, ApiError> {
        let malformed = || ApiError::row("MALFORMED_ID", format!("malformed id {text}"), &[]);
        let id = Id::parse(text).ok_or_else(malformed)?;
        if name == "undelete" {
            return self.undelete(context, id);
        }
        if name == "emptyRecycleBin" {
            return self.erase(id);
        }
        let schema = self.schema();
        let object = schema.by_prefix(id.prefix()).ok_or_else(malformed)?;
        self.delete(context, object, id).map(|()| id)
    }

    fn soap_save(&mut self, context: &Context, operation: &Element) -> Result<String, ApiError> {
        let records: Vec<&Element> = operation.children.iter().filter(|child| child.name == "sObjects").collect();
        limited(records.len())?;
        let key = operation.value("externalIDFieldName").unwrap_or("Id").to_owned();
        let outcomes = records.into_iter().map(|record| {
            let before = self.store.savepoint();
            let outcome = self.soap_save_one(context, &operation.name, &key, record);
            if outcome.is_err() {
                self.store.roll_back(before);
            }
            save_result(&outcome)
        });
        Ok(outcomes.collect())
    }

    fn soap_save_one(
        &mut self,
        context: &Context,
        operation: &str,
        key: &str,
        record: &Element,
    ) -> Result<(Id, Option<bool>), ApiError> {
        let schema = self.schema();
        let (kind, mut members) = members(record);
        let unknown = || ApiError::row("INVALID_TYPE", format!("sObject type '{kind}' is not supported."), &[]);
        let object = schema.find(&kind).filter(|object| !object.tooling).ok_or_else(unknown)?;
        let has_id = members.keys().any(|name| name.eq_ignore_ascii_case("Id"));
        match operation {
            "update" => Ok((self.save_one(context, object, Purpose::Update, &members)?, None)),
            "upsert" if key.eq_ignore_ascii_case("Id") && has_id => {
                Ok((self.save_one(context, object, Purpose::Update, &members)?, Some(false)))
            }
            "upsert" if key.eq_ignore_ascii_case("Id") => {
                Ok((self.save_one(context, object, Purpose::Create, &members)?, Some(true)))
            }
            "upsert" => {
                let index = object.find(key).filter(|index| object.field(*index).id_lookup).ok_or_else(|| {
                    let message = format!("Field name provided, {key} is not an External ID or indexed field");
                    ApiError::row("INVALID_FIELD", message, &[])
                })?;
                let own = members.keys().find(|name| name.eq_ignore_ascii_case(key)).cloned();
                let given = own
                    .and_then(|own| members.shift_remove(&own))
                    .ok_or_else(|| ApiError::row("MISSING_ARGUMENT", format!("{key} not specified"), &[]))?;
                let value = draft::convert(object.field(index), &given)?;
                match self.upsert(context, object, index, value, &members, false)? {
                    Upserted::Created(id) => Ok((id, Some(true))),
                    Upserted::Updated(id) => Ok((id, Some(false))),
                    Upserted::Several(_) => {
                        let message = format!("{key}: more than one record found for external id field");
                        Err(ApiError::row("DUPLICATE_EXTERNAL_ID", message, &[]))
                    }
                }
            }
            _ => Ok((self.save_one(context, object, Purpose::Create, &members)?, None)),
        }
    }

    fn soap_merge(&mut self, context: &Context, request: &Element) -> Result<String, ApiError> {
        let schema = self.schema();
        let Some(master) = request.child("masterRecord") else {
            return Err(ApiError::row("MISSING_ARGUMENT", "masterRecord not specified", &[]));
        };
        let (kind, values) = members(master);
        let unknown = || ApiError::row("INVALID_TYPE", format!("sObject type '{kind}' is not supported."), &[]);
        let object = schema.find(&kind).ok_or_else(unknown)?;
        let id = self.save_one(context, object, Purpose::Update, &values)?;
        let others = request.children.iter().filter(|child| child.name == "recordToMergeIds");
        let others: Option<Vec<Id>> = others.map(|other| Id::parse(&other.text)).collect();
        let others = others.ok_or_else(|| ApiError::row("MALFORMED_ID", "malformed id", &[]))?;
        let moved = self.merge(context, object, id, &others)?;
        let listed = |name: &str, ids: &[Id]| ids.iter().map(|id| format!("<{name}>{id}</{name}>")).collect::<String>();
        let (merged, moved) = (listed("mergedRecordIds", &others), listed("updatedRelatedIds", &moved));
        Ok(format!("<result><id>{id}</id>{merged}<success>true</success>{moved}</result>"))
    }
}

fn limited(count: usize) -> Result<(), ApiError> {
    if count > RECORDS_MAX {
        return Err(ApiError::new(400, "EXCEEDED_ID_LIMIT", format!("record limit reached: {count}")));
    }
    Ok(())
}

/// A record's object and members: `type` names the object, or `xsi:type` does; `fieldsToNull` lists what is emptied.
fn members(record: &Element) -> (String, Map<String, Json>) {
    let typed = record.attributes.iter().find(|(name, _)| name.ends_with(":type"));
    let typed = typed.and_then(|(_, kind)| kind.rsplit(':').next()).filter(|kind| *kind != "sObject");
    let kind = record.value("type").or(typed).unwrap_or_default().to_owned();
    let mut members = Map::new();
    for child in &record.children {
        match child.name.as_str() {
            "type" => {}
            "fieldsToNull" => {
                members.insert(child.text.clone(), Json::Null);
            }
            name => {
                members.insert(name.to_owned(), Json::String(child.text.clone()));
            }
        }
    }
    (kind, members)
}

fn save_result(outcome: &Result<(Id, Option<bool>), ApiError>) -> String {
    match outcome {
        Ok((id, created)) => {
            let created = created.map(|created| format!("<created>{created}</created>")).unwrap_or_default();
            format!("<result>{created}<id>{id}</id><success>true</success></result>")
        }
        Err(error) => {
            let errors: String = error.all().map(error_element).collect();
            format!("<result>{errors}<id xsi:nil=\"true\"/><success>false</success></result>")
        }
    }
}

fn error_element(error: &ApiError) -> String {
    let fields: String =
        error.fields.iter().flatten().map(|field| format!("<fields>{}</fields>", escape(field))).collect();
    let (kind, duplicates) = match error.duplicates() {
        Some((_, result)) => (" xsi:type=\"DuplicateError\"", duplicate_result(result)),
        None => ("", String::new()),
    };
    let (message, code) = (escape(&error.message), error.code);
    format!("<errors{kind}>{fields}<message>{message}</message><statusCode>{code}</statusCode>{duplicates}</errors>")
}

/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_objects_duplicateresult.htm>
fn duplicate_result(result: &Json) -> String {
    let list = |json: &Json, name: &str| json.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
    let plain = |json: &Json, names: &[&str]| -> String {
        names.iter().filter_map(|name| Some(simple(name, json.get(*name)?))).collect()
    };
    let mut out = format!(
        "<duplicateResult>{}",
        plain(result, &["allowSave", "duplicateRule", "duplicateRuleEntityType", "errorMessage"])
    );
    for found in list(result, "matchResults") {
        out.push_str(&format!("<matchResults>{}", plain(&found, &["entityType", "matchEngine"])));
        for one in list(&found, "matchRecords") {
            out.push_str(&format!("<matchRecords>{}", plain(&one, &["matchConfidence"])));
            record_element("record", one.get("record").unwrap_or(&Json::Null), &mut out);
            out.push_str("</matchRecords>");
        }
        out.push_str(&format!("{}</matchResults>", plain(&found, &["rule", "size", "success"])));
    }
    out.push_str("</duplicateResult>");
    out
}

/// A page of a query's result, as the SOAP API writes it.
fn query_result(reply: &Reply) -> String {
    let json: Json = serde_json::from_slice(&reply.body).unwrap_or_default();
    let mut out = String::from("<result xsi:type=\"QueryResult\">");
    result_members(&json, &mut out);
    out.push_str("</result>");
    out
}

fn result_members(json: &Json, out: &mut String) {
    let flag = json.get("done").and_then(Json::as_bool).unwrap_or(true);
    out.push_str(&format!("<done>{flag}</done>"));
    match json.get("nextRecordsUrl").and_then(Json::as_str).and_then(|url| url.rsplit('/').next()) {
        Some(locator) => out.push_str(&format!("<queryLocator>{locator}</queryLocator>")),
        None => out.push_str("<queryLocator xsi:nil=\"true\"/>"),
    }
    for record in json.get("records").and_then(Json::as_array).into_iter().flatten() {
        record_element("records", record, out);
    }
    let size = json.get("totalSize").and_then(Json::as_u64).unwrap_or(0);
    out.push_str(&format!("<size>{size}</size>"));
}

/// A record begins with its type and its id, whether or not the id was selected.
fn record_element(name: &str, record: &Json, out: &mut String) {
    let kind = record.pointer("/attributes/type").and_then(Json::as_str).unwrap_or_default();
    let id = match record.get("Id").and_then(Json::as_str) {
        Some(id) => format!("<sf:Id>{id}</sf:Id>"),
        None => "<sf:Id xsi:nil=\"true\"/>".to_owned(),
    };
    out.push_str(&format!("<{name} xsi:type=\"sf:sObject\"><sf:type>{kind}</sf:type>{id}"));
    for (own, value) in record.as_object().into_iter().flatten().filter(|(own, _)| *own != "attributes") {
        let own = format!("sf:{own}");
        match value {
            Json::Object(members) if members.contains_key("records") => {
                out.push_str(&format!("<{own} xsi:type=\"QueryResult\">"));
                result_members(value, out);
                out.push_str(&format!("</{own}>"));
            }
            Json::Object(members) if members.contains_key("attributes") => record_element(&own, value, out),
            Json::Object(members) => {
                let parts: String = members.iter().map(|(part, value)| simple(part, value)).collect();
                out.push_str(&format!("<{own}>{parts}</{own}>"));
            }
            value => out.push_str(&simple(&own, value)),
        }
    }
    out.push_str(&format!("</{name}>"));
}

fn simple(name: &str, value: &Json) -> String {
    match value {
        Json::Null => format!("<{name} xsi:nil=\"true\"/>"),
        Json::String(text) => format!("<{name}>{}</{name}>", escape(text)),
        other => format!("<{name}>{other}</{name}>"),
    }
}
