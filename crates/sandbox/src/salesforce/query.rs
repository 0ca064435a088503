//! `/query`, `/queryAll` and what follows a page.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::id::Id;
use super::record::write_attributes;
use super::schema::Object;
use super::schema::field::Field;
use super::soql::bind::Binder;
use super::soql::candidate::candidates;
use super::soql::plan::{Grouped, Node, Plan, Shape};
use super::soql::write::{Rests, Writer, locator};
use super::soql::{aggregate, parser, run};
use super::store::Slot;
use super::value::write_text;
use super::write::Context;
use std::collections::BTreeMap;
use std::io::Write;

/// How long the rest of a result waits to be fetched, in seconds.
const CURSOR_LIFE_S: i64 = 2 * 86_400;
/// How many results wait at a time; the oldest gives way.
const CURSORS_MAX: usize = 500;

/// The rest of a result.
#[derive(Clone, Debug)]
struct Cursor {
    plan: Plan,
    slots: Vec<Slot>,
    made: i64,
}

/// The results that wait to be fetched on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cursors {
    waiting: BTreeMap<Id, Cursor>,
    made: u64,
}

impl Org {
    /// `/query/...` and `/queryAll/...`
    pub(super) fn query_resource(
        &mut self,
        context: &Context,
        call: &Call<'_>,
        rest: &[&str],
        all_rows: bool,
    ) -> Result<Reply, ApiError> {
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        match (rest, call.parameter("q")) {
            ([], Some(text)) if call.parameter("columns") == Some("true") => self.columns(context, text),
            ([], Some(text)) => self.run_query(context, text, all_rows),
            ([], None) if call.parameter("explain").is_some() => {
                self.explain(context, call.parameter("explain").unwrap_or_default())
            }
            ([], None) => {
                let message = "A query string has to be specified";
                Err(ApiError::new(400, "MALFORMED_QUERY", message))
            }
            ([locator], _) => self.next_page(context, locator),
            _ => Err(ApiError::not_found()),
        }
    }

    /// Parses a query and binds it to the schema.
    pub(super) fn plan(&self, context: &Context, text: &str, all_rows: bool) -> Result<Plan, ApiError> {
        let query = parser::parse(text)?;
        let access = |object: &Object, field: &Field| self.access(context.user, object, field);
        let binder = Binder {
            text,
            view: self.view(),
            access: &access,
            now: context.now,
            user: context.user,
            tooling: context.tooling,
            sub_select: false,
            depth: 0,
        };
        let mut plan = binder.query(&query)?;
        plan.all_rows |= all_rows;
        Ok(plan)
    }

    /// Runs a query and answers with its first page.
    pub(super) fn run_query(&mut self, context: &Context, text: &str, all_rows: bool) -> Result<Reply, ApiError> {
        let plan = self.plan(context, text, all_rows)?;
        if self.schema.object(plan.object).name == "UserPermissionAccess" {
            self.tell_permissions(context);
        }
        match &plan.shape {
            Shape::Count => {
                let count = run::select(&plan, self.view()).len();
                Ok(Reply::written(200, format!("{{\"totalSize\":{count},\"done\":true,\"records\":[]}}").into_bytes()))
            }
            Shape::Groups(grouped) => self.groups(&plan, grouped),
            Shape::Records(node) => {
                let slots = run::select(&plan, self.view());
                self.page(context, &plan, node, slots, 0, None)
            }
        }
    }

    fn groups(&self, plan: &Plan, grouped: &Grouped) -> Result<Reply, ApiError> {
        let unlimited = Plan { limit: None, offset: 0, order: Vec::new(), ..plan.clone() };
        let slots = run::select(&unlimited, self.view());
        let rows = aggregate::groups(plan, grouped, self.view(), &slots);
        if rows.len() > 2000 {
            let message =
                "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch";
            return Err(ApiError::new(400, "EXCEEDED_ID_LIMIT", message));
        }
        let mut out = Vec::with_capacity(64 + rows.len() * 64);
        // A write into a vector cannot fail.
        let _infallible = write!(out, "{{\"totalSize\":{},\"done\":true,\"records\":[", rows.len());
        for (place, row) in rows.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            out.push(b'{');
            write_attributes("AggregateResult", "AggregateResult", None, 0, &mut out);
            for ((name, _), value) in grouped.columns.iter().zip(row) {
                out.push(b',');
                write_text(name, &mut out);
                out.push(b':');
                value.write_json(&mut out);
            }
            out.push(b'}');
        }
        out.extend_from_slice(b"]}");
        Ok(Reply::written(200, out))
    }

    fn page(
        &mut self,
        context: &Context,
        plan: &Plan,
        node: &Node,
        slots: Vec<Slot>,
        from: usize,
        waiting: Option<Id>,
    ) -> Result<Reply, ApiError> {
        let view = self.view();
        let object = view.schema.object(plan.object);
        let table = view.store.table(plan.object);
        let rests = Rests { free: self.cursors.made + 2, ..Rests::default() };
        let writer = Writer { view, version: context.version, rests };
        let mut records = Vec::with_capacity(256 * slots.len().min(context.batch_size));
        let (mut weight, mut taken) = (0, 0);
        for slot in slots.iter().skip(from) {
            if weight >= context.batch_size {
                break;
            }
            taken += 1;
            if let Some(row) = table.at(*slot) {
                if !records.is_empty() {
                    records.push(b',');
                }
                weight += 1 + writer.record(object, row, node, &object.name, &mut records);
            }
        }
        let below = writer.rests.kept.into_inner();
        let (total, next) = (slots.len(), from + taken);
        let done = next >= total;
        let mut out = Vec::with_capacity(records.len() + 128);
        // A write into a vector cannot fail.
        let _infallible = write!(out, "{{\"totalSize\":{total},\"done\":{done}");
        if !done {
            let locator = match waiting {
                Some(id) => id,
                None => self.cursors.keep(Cursor { plan: plan.clone(), slots, made: context.now }),
            };
            let _infallible =
                write!(out, ",\"nextRecordsUrl\":\"/services/data/v{}.0/query/{locator}-{next}\"", context.version);
        }
        // The first locator after the query's own was told for the first of these.
        self.cursors.made += u64::from(!below.is_empty() && (done || waiting.is_some()));
        for (plan, slots) in below {
            self.cursors.keep(Cursor { plan, slots, made: context.now });
        }
        out.extend_from_slice(b",\"records\":[");
        out.extend_from_slice(&records);
        out.extend_from_slice(b"]}");
        Ok(Reply::written(200, out))
    }

    pub(super) fn next_page(&mut self, context: &Context, locator: &str) -> Result<Reply, ApiError> {
        let invalid = || ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        let (id, from) = locator.split_once('-').ok_or_else(invalid)?;
        let (id, from) = (Id::parse(id).ok_or_else(invalid)?, from.parse().map_err(|_| invalid())?);
        let cursor = self.cursors.waiting.get(&id).filter(|cursor| context.now - cursor.made < CURSOR_LIFE_S);
        let cursor = cursor.ok_or_else(invalid)?;
        let (plan, slots) = (cursor.plan.clone(), cursor.slots.clone());
        if from >= slots.len() {
            return Err(invalid());
        }
        match &plan.shape {
            Shape::Records(node) => self.page(context, &plan, node, slots, from, Some(id)),
            Shape::Count | Shape::Groups(_) => Err(invalid()),
        }
    }

    /// How a query would be run.
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_query_explain.htm>
    fn explain(&self, context: &Context, text: &str) -> Result<Reply, ApiError> {
        let plan = self.plan(context, text, false)?;
        let object = self.schema.object(plan.object);
        let table = self.store.table(plan.object);
        let found = plan.filter.as_ref().and_then(|filter| candidates(object, table, filter));
        let (leading, count) = match &found {
            Some(found) => ("Index", found.len()),
            None => ("TableScan", table.rows().count()),
        };
        let all = table.rows().count();
        let cost = count as f64 / all.max(1) as f64;
        let body = serde_json::json!({
            "plans": [{
                "cardinality": count,
                "fields": [],
                "leadingOperationType": leading,
                "notes": [],
                "relativeCost": cost,
                "sobjectCardinality": all,
                "sobjectType": object.name,
            }],
            "sourceQuery": text,
        });
        Ok(Reply::json(200, &body))
    }

    /// What the columns of a query's result are: asked for by the vendor's own command line.
    fn columns(&self, context: &Context, text: &str) -> Result<Reply, ApiError> {
        let plan = self.plan(context, text, false)?;
        let object = self.schema.object(plan.object);
        let columns = super::soql::columns::columns(&self.schema, object, &plan);
        let body = serde_json::json!({
            "columnMetadata": columns,
            "entityName": object.name,
            "groupBy": matches!(&plan.shape, Shape::Groups(grouped) if !grouped.by.is_empty()),
            "idSelected": super::soql::columns::selects_id(&plan),
            "keyPrefix": object.prefix_text(),
        });
        Ok(Reply::json(200, &body))
    }
}

impl Cursors {
    fn keep(&mut self, cursor: Cursor) -> Id {
        if self.waiting.len() >= CURSORS_MAX {
            self.waiting.pop_first();
        }
        self.made += 1;
        let id = locator(self.made);
        self.waiting.insert(id, cursor);
        id
    }
}
