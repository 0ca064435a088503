//! Records that duplicate rules know: which they are, for people to choose from.

use weftline_salesforce::display::name_field;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::COMPOSITE_QUERIES_MAX;
use weftline_salesforce::soql::{FieldPath, Name, Query, select_by_ids};
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{Cell, RecordRow};

use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::ground;
use crate::join::{join, join_all};
use crate::org::Org;
use crate::queries;

/// Records of an object that are shown at most.
const SHOWN_MAX: usize = 25;

/// What duplicate rules named.
pub(super) struct Alike<'a> {
    /// The object of which one was to be created.
    pub(super) object: &'a ObjectDescribe,
    pub(super) configuration: &'a Configuration,
    /// Objects and ids.
    pub(super) records: &'a [(String, RecordId)],
}

/// What a record is of.
pub(super) struct Of {
    pub(super) object: String,
    /// What people see for the object.
    pub(super) label: String,
    /// Whether the object is configured.
    pub(super) linkable: bool,
}

impl Alike<'_> {
    /// The records by name, each with what it is of, in one call for all their objects. What the integration user does
    /// not see is not among them, and none is when Salesforce does not answer: that something looks the same is known
    /// all the same.
    pub(super) async fn read(&self, world: &World, org: &mut Org) -> (Vec<RecordRow>, Vec<Of>) {
        let (mut objects, mut queries): (Vec<&str>, Vec<Query>) = (Vec::new(), Vec::new());
        for (object, _) in self.records {
            if !objects.contains(&object.as_str())
                && objects.len() < COMPOSITE_QUERIES_MAX
                && let Some(query) = self.query(object)
            {
                objects.push(object);
                queries.push(query);
            }
        }
        let connection = org.id.clone();
        let labels = objects.iter().map(|object| self.label(world, &connection, object));
        let (replies, labels) = join(queries::run(world, org, &queries), join_all(labels)).await;
        let (mut rows, mut of) = (Vec::new(), Vec::new());
        for ((object, reply), label) in objects.iter().zip(replies.unwrap_or_default()).zip(labels) {
            let Ok(page) = reply.page() else { continue };
            for record in &page.records {
                let Some(id) = record.id() else { continue };
                let name = record.get(self.name_field(object)).text().unwrap_or(id.as_str()).to_owned();
                rows.push(row(id.to_string(), name, world.now_ms()));
                let linkable = ground::configured(self.configuration, object).is_ok();
                of.push(Of { object: (*object).to_owned(), label: label.clone(), linkable });
            }
        }
        (rows, of)
    }

    fn query(&self, object: &str) -> Option<Query> {
        let of_object = self.records.iter().filter(|(of, _)| of == object).map(|(_, id)| *id);
        let ids: Vec<RecordId> = of_object.take(SHOWN_MAX).collect();
        let name = FieldPath::parse(self.name_field(object)).ok()?;
        select_by_ids(&Name::parse(object).ok()?, &[name], &ids).into_iter().next()
    }

    fn name_field(&self, object: &str) -> &str {
        let described = (object == self.object.name).then(|| self.object.fields.iter().find(|field| field.name_field));
        described.flatten().map_or(name_field(object), |field| &field.name)
    }

    /// What people call the object, as far as it is known here.
    async fn label(&self, world: &World, connection: &str, object: &str) -> String {
        if object == self.object.name {
            return self.object.label.clone();
        }
        let stored = describes::stored(world, connection, object).await.ok().flatten();
        stored.map_or_else(|| object.to_owned(), |stored| stored.object.label)
    }
}

fn row(id: String, name: String, now_ms: u64) -> RecordRow {
    RecordRow {
        cells: vec![Cell::Text { text: name.clone() }],
        id,
        name,
        url: None,
        linked_at_ms: None,
        seen_at_ms: now_ms,
        linked: false,
        primary: false,
        elsewhere: 0,
        missing: false,
    }
}
