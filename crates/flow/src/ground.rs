//! What nearly every call on an issue needs: the caller's rights, the configuration, the connection, the issue's links.

use weftline_salesforce::address::Address;
use weftline_wire::configuration::{Mapping, RoleAction, Settings};
use weftline_wire::document::{Connection, IssueDocument, LinkedRecord, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Caller, Named};
use weftline_wire::salesforce::ObjectDescribe;

use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate::{self, Rights};
use crate::join::join;
use crate::links;
use crate::org::{self, MAIN, Org};
use crate::place::{Intent, Place};
use crate::queries;
use crate::roles::Granted;

/// What was read in the first turn.
pub(crate) struct Ground<'a> {
    pub(crate) issue: &'a Named,
    pub(crate) project: &'a Named,
    pub(crate) rights: Rights,
    /// What roles let the caller do beside.
    pub(crate) granted: Granted,
    pub(crate) configuration: Configuration,
    caller: &'a Caller,
    main: Option<Versioned<Connection>>,
    pub(crate) links: IssueDocument,
}

impl<'a> Ground<'a> {
    /// Reads it all in one turn, and refuses who may not see the issue. Where roles are configured, reads them too, and
    /// refuses what they keep from the caller.
    pub(crate) async fn read(world: &World, caller: &'a Caller) -> Result<Self, Failure> {
        let (issue, project) = gate::place(caller)?;
        let ((rights, configuration), (connection, document)) = join(
            join(gate::rights(world, issue), Configuration::read(world)),
            join(org::stored(world, MAIN), links::read_issue(world, &issue.id)),
        )
        .await;
        let rights = rights?;
        gate::may_browse(rights)?;
        let configuration = configuration?;
        let granted = Granted::read(world, &configuration, &project.id).await?;
        granted.require(world.needs())?;
        let links = document?.map(|stored| stored.document).unwrap_or_default();
        Ok(Self { issue, project, rights, granted, configuration, caller, main: connection?, links })
    }

    /// What the configuration says of this issue; refuses what it keeps from it.
    pub(crate) async fn place(&self, world: &World, intent: Intent) -> Result<Place, Failure> {
        let place = Place::read(world, &self.configuration, &self.project.id).await?;
        place.allow(intent, self.caller.issue_type.as_deref())?;
        Ok(place)
    }

    /// Settings, the project's org with its session, and what is stored of an object: one turn where the project is
    /// bound to the first org, two elsewhere.
    pub(crate) async fn open(
        &self,
        world: &World,
        intent: Intent,
        object: &str,
    ) -> Result<(Settings, Org, Option<describes::Stored>), Failure> {
        let (place, (org, stored)) = join(
            self.place(world, intent),
            join(Org::open(world, MAIN, self.main.clone()), describes::stored(world, MAIN, object)),
        )
        .await;
        let place = place?;
        if place.connection() == MAIN {
            return Ok((place.settings, org?, stored?));
        }
        let (org, stored) =
            join(Org::read_and_open(world, place.connection()), describes::stored(world, place.connection(), object))
                .await;
        Ok((place.settings, org?, stored?))
    }

    /// The same for what creates records, with the object's mapping: for who may edit, where creating is switched on.
    pub(crate) async fn open_to_create(
        &self,
        world: &World,
        object: &str,
    ) -> Result<(Settings, Org, Option<describes::Stored>, Mapping), Failure> {
        gate::may_edit(self.rights)?;
        configured(&self.configuration, object)?;
        let (opened, mapping) =
            join(self.open(world, Intent::Change, object), self.configuration.mapping(world, &self.project.id, object))
                .await;
        let (settings, org, stored) = opened?;
        gate::switched_on(settings.allow_linking, "creating")?;
        Ok((settings, org, stored, mapping?.ok_or_else(|| not_mapped(object))?))
    }

    /// The same for a record that is linked: its own org, whatever the project is bound to now.
    pub(crate) async fn open_linked(
        &self,
        world: &World,
        link: &LinkedRecord,
    ) -> Result<(Settings, Org, Option<describes::Stored>), Failure> {
        let org = async {
            if link.connection == MAIN {
                Org::open(world, MAIN, self.main.clone()).await
            } else {
                Org::read_and_open(world, &link.connection).await
            }
        };
        let (place, (org, stored)) =
            join(self.place(world, Intent::Look), join(org, describes::stored(world, &link.connection, &link.object)))
                .await;
        Ok((place?.settings, org?, stored?))
    }

    /// Whether the caller may change the issue, and do this on it.
    pub(crate) fn may(&self, action: RoleAction) -> bool {
        self.rights.edit && self.granted.may(action)
    }

    /// Whether a record is linked to the issue.
    pub(crate) fn is_linked(&self, record_id: &str) -> bool {
        self.links.links.iter().any(|link| link.record_id == record_id)
    }
}

/// What is stored of an object, or, when nothing is, what Salesforce says of it.
pub(crate) async fn described(
    world: &World,
    org: &mut Org,
    object: &str,
    stored: Option<describes::Stored>,
) -> Result<ObjectDescribe, Failure> {
    match stored {
        Some(stored) => Ok(stored.object),
        None => describes::fresh(world, org, &queries::name(object)?, None).await,
    }
}

/// The org's address, when pages may lead there.
pub(crate) fn redirect(org: &Org, settings: &Settings) -> Option<Address> {
    settings.allow_redirect.then(|| org.session.address.clone())
}

/// That an object has no mapping in this project.
pub(crate) fn not_mapped(object: &str) -> Failure {
    let text = format!("no mapping says how a `{object}` is made from an issue of this project");
    failure::with(failure::of(FailureCode::ObjectNotConfigured, text), "object", object)
}

/// Refuses an object that is not configured.
pub(crate) fn configured(configuration: &Configuration, object: &str) -> Result<(), Failure> {
    if configuration.objects().iter().any(|configured| configured == object) {
        return Ok(());
    }
    let text = format!("the object `{object}` is not configured");
    Err(failure::with(failure::of(FailureCode::ObjectNotConfigured, text), "object", object))
}
