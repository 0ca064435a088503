//! Makes a support bundle (OPS-9): gathers what is stored about an issue, and what its plans were made from. What is
//! personal or secret is replaced before anything leaves the core; the key by which it is goes with this run.

use std::collections::BTreeSet;

use weftline_configuration::SectionName;
use weftline_salesforce::id::RecordId;
use weftline_support::{Document, Entry, Material, make};
use weftline_wire::call::SupportBundleCall;
use weftline_wire::decision::Activity;
use weftline_wire::document::{IssueDocument, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::json::{self, Json};
use weftline_wire::view::SupportBundleView;

use super::replay;
use super::site_activity::{Wanted, issue_of};
use crate::activity;
use crate::configuration::Configuration;
use crate::connections;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::join_all;
use crate::links;
use crate::org;
use crate::store::{self, Among, Entity, key};

/// Issues that a record's bundle is about.
const ISSUES_MAX: usize = 3;

/// Entries of activity of an issue, in pages, and links and pairs of comments that are looked at.
const PAGE: u32 = 20;
const PAGES_MAX: u32 = 3;
const LINKS_MAX: usize = 25;
const PAIRS_MAX: u32 = 50;

/// Bytes of inputs that are read, and of the file: Forge's resolvers answer with 5 MB at most.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
const READ_BYTES_MAX: usize = 2_500_000;
const FILE_BYTES_MAX: usize = 2_500_000;

/// Random bytes by which values are replaced.
const KEY_BYTES: u32 = 32;

/// Makes it.
pub(crate) async fn support_bundle(world: &World, call: &SupportBundleCall) -> Result<SupportBundleView, Failure> {
    gate::admin(world).await?;
    let issues = issues(world, call.about.trim()).await?;
    let mut gathered = Gathered::default();
    for issue_id in &issues {
        gathered.issue(world, issue_id).await?;
    }
    if gathered.documents.is_empty() && gathered.entries.is_empty() {
        return Err(failure::of(FailureCode::Invalid, "nothing is stored about this work item or record"));
    }
    let configuration = gathered.around(world).await?;
    let key = org::random_bytes(world, KEY_BYTES).await?;
    let material = Material {
        app: env!("CARGO_PKG_VERSION").to_owned(),
        made_at_ms: world.now_ms(),
        configuration: configuration.version(),
        documents: gathered.documents,
        entries: gathered.entries,
        more: gathered.more,
    };
    let made = make(&material, &key, FILE_BYTES_MAX)
        .map_err(|_| failure::bug("what is stored about this work item cannot be put into a bundle"))?;
    Ok(SupportBundleView {
        json: made.json,
        made_at_ms: material.made_at_ms,
        issues: issues.len() as u32,
        entries: made.entries,
        inputs: made.inputs,
        changed: made.changed,
        documents: made.documents,
        more: material.more || made.left_out > 0,
    })
}

/// The ids of the issues that are meant.
async fn issues(world: &World, about: &str) -> Result<Vec<String>, Failure> {
    if let Ok(id) = RecordId::parse(about) {
        let connections = connections::ids(world).await?;
        let read = connections.iter().map(|connection| links::read_record(world, connection, id.as_str()));
        let mut issues = Vec::new();
        for record in join_all(read).await {
            issues.extend(record?.into_iter().flat_map(|record| record.document.issue_ids));
        }
        issues.truncate(ISSUES_MAX);
        return Ok(issues);
    }
    match issue_of(world, Some(about)).await? {
        Wanted::Issue(id) => Ok(vec![id]),
        Wanted::Any | Wanted::None => Ok(Vec::new()),
    }
}

/// What a bundle is made of, as far as it is gathered.
#[derive(Default)]
struct Gathered {
    documents: Vec<Document>,
    entries: Vec<Entry>,
    /// Bytes of inputs that were read.
    bytes: usize,
    more: bool,
    connections: BTreeSet<String>,
    objects: BTreeSet<String>,
    projects: BTreeSet<String>,
}

impl Gathered {
    /// What is stored about an issue.
    async fn issue(&mut self, world: &World, issue_id: &str) -> Result<(), Failure> {
        let document = match links::read_issue(world, issue_id).await {
            Err(failure) if failure.code == FailureCode::NewerData => None,
            document => document?,
        };
        if let Some(Versioned { document, .. }) = &document {
            self.document("issue", issue_id, json::to_string(document));
            self.links(world, issue_id, document).await?;
            self.projects.extend(document.project_id.clone());
        }
        let work = [
            key::sync_work(issue_id),
            key::issue_work(issue_id),
            key::property_work(issue_id),
            key::files_work(issue_id),
        ];
        for key in work {
            self.entity(world, Entity::Work, "work", &key).await?;
        }
        self.entity(world, Entity::File, "file", issue_id).await?;
        self.pairs(world, issue_id).await?;
        self.activity(world, issue_id).await
    }

    async fn links(&mut self, world: &World, issue_id: &str, document: &IssueDocument) -> Result<(), Failure> {
        self.more |= document.links.len() > LINKS_MAX;
        for link in document.links.iter().rev().take(LINKS_MAX) {
            self.connections.insert(link.connection.clone());
            self.objects.insert(link.object.clone());
            self.entity(world, Entity::Link, "link", &key::link(issue_id, &link.record_id)).await?;
            self.entity(world, Entity::Record, "record", &key::record(&link.connection, &link.record_id)).await?;
        }
        Ok(())
    }

    async fn pairs(&mut self, world: &World, issue_id: &str) -> Result<(), Failure> {
        let (items, more) = store::query(world, Entity::Pair, Among::Index("issue", issue_id), PAIRS_MAX).await?;
        self.more |= more;
        for item in items {
            if let Some(pair) = store::read_known::<Versioned<Json>>(Entity::Pair, &item)? {
                self.document("pair", &item.key, pair.document.get().to_owned());
            }
        }
        Ok(())
    }

    /// What was decided, the newest first, and from what.
    async fn activity(&mut self, world: &World, issue_id: &str) -> Result<(), Failure> {
        let mut after = None;
        for _ in 0..PAGES_MAX {
            let page = activity::read_page(world, Some(issue_id), after, PAGE).await?;
            for (key, activity) in page.entries {
                let inputs = self.inputs(world, &key, &activity).await?;
                self.entries.push(Entry { activity, inputs });
            }
            after = page.after;
            if after.is_none() {
                return Ok(());
            }
        }
        self.more = true;
        Ok(())
    }

    /// What an entry's plans were made from, and whether they are made the same again.
    async fn inputs(&mut self, world: &World, key: &str, activity: &Activity) -> Result<Vec<(String, bool)>, Failure> {
        if self.bytes > READ_BYTES_MAX {
            self.more |= activity.inputs > 0;
            return Ok(Vec::new());
        }
        let keys = activity::inputs_of(key, activity);
        let questions = join_all(keys.into_iter().map(|key| store::get::<Json>(world, key))).await;
        let mut inputs = Vec::with_capacity(questions.len());
        for (number, question) in questions.into_iter().enumerate() {
            let question = match question {
                Err(failure) if failure.code == FailureCode::NewerData => None,
                question => question?,
            };
            let Some(question) = question else { continue };
            let kept = activity.plans.get(number).zip(activity.digests.get(number));
            let same = kept.is_some_and(|(then, digest)| replay::is_same(question.get(), then, digest));
            self.bytes += question.get().len();
            inputs.push((question.get().to_owned(), same));
        }
        Ok(inputs)
    }

    /// What the issue's flows depend on: the sections that are about it, and how its orgs are connected.
    async fn around(&mut self, world: &World) -> Result<Configuration, Failure> {
        for connection in std::mem::take(&mut self.connections) {
            self.entity(world, Entity::Connection, "connection", &connection).await?;
        }
        let configuration = Configuration::read(world).await?;
        let is_project = |id: &str| id == "*" || self.projects.contains(id);
        let is_concerned = |name: &String| match SectionName::parse(name) {
            Some(SectionName::Settings | SectionName::Events | SectionName::Restrictions) => true,
            Some(SectionName::Project(id) | SectionName::Rules(id) | SectionName::Roles(id)) => is_project(id),
            Some(SectionName::Fields(object)) => self.objects.contains(object),
            Some(SectionName::Mapping { project, object }) => is_project(project) && self.objects.contains(object),
            Some(SectionName::Side(_)) | None => false,
        };
        let names: Vec<String> = configuration.names().into_iter().filter(is_concerned).collect();
        let sections = match configuration.sections(world, names.clone()).await {
            Err(failure) if failure.code == FailureCode::NewerData => Vec::new(),
            sections => sections?,
        };
        for (name, section) in names.iter().zip(sections) {
            if let Some(section) = section {
                self.document("section", name, json::to_string(&section));
            }
        }
        Ok(configuration)
    }

    /// A stored document as it is, if there is one that this version may read.
    async fn entity(&mut self, world: &World, entity: Entity, kind: &str, key: &str) -> Result<(), Failure> {
        match store::entity::<Json>(world, entity, key).await {
            Ok(Some(stored)) => self.document(kind, key, stored.document.get().to_owned()),
            Ok(None) => {}
            Err(failure) if failure.code == FailureCode::NewerData => {}
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    fn document(&mut self, kind: &str, key: &str, json: String) {
        self.documents.push(Document { kind: kind.to_owned(), key: key.to_owned(), json });
    }
}
