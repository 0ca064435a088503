//! The objects of an org, for choosing them (FLD-2).

use weftline_salesforce::{reply, request};
use weftline_wire::call::ObjectsCall;
use weftline_wire::configuration::SalesforceSide;
use weftline_wire::view::{ObjectsView, OrgObject};

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::join;
use crate::org::{self, MAIN, Org};
use crate::sorted;

/// The objects that can be mapped: those that the org's own mapping names where it was pulled, else all whose records
/// the integration user may read and that have pages.
pub(crate) async fn objects(world: &World, call: &ObjectsCall) -> Result<ObjectsView, Failure> {
    let id = call.connection.as_deref().unwrap_or(MAIN);
    let (admin, (stored, configuration)) =
        join(gate::admin(world), join(org::stored(world, id), Configuration::read(world))).await;
    admin?;
    let configuration = configuration?;
    let (opened, side) = join(Org::open(world, id, stored?), configuration.side(world, id)).await;
    let (mut org, side) = (opened?, side?);
    let found = org.read(world, request::objects).await?;
    let all = reply::objects(&found.view()).map_err(|error| error.to_failure())?;
    let offered = all.into_iter().filter(|object| is_offered(object, side.as_ref()));
    let objects: Vec<OrgObject> = offered
        .map(|object| OrgObject {
            object: object.name,
            label: object.label,
            custom: object.custom,
            createable: object.createable,
        })
        .collect();
    let labels = objects.iter().map(|object| object.label.to_lowercase()).collect();
    Ok(ObjectsView { objects: sorted::by(objects, labels), from_side: side.is_some() })
}

fn is_offered(object: &reply::OrgObject, side: Option<&SalesforceSide>) -> bool {
    let readable = object.queryable && !object.deprecated_and_hidden;
    readable
        && match side {
            Some(side) => side.mappings.iter().any(|row| row.object.eq_ignore_ascii_case(&object.name)),
            None => object.layoutable && !object.custom_setting && !object.name.ends_with("__mdt"),
        }
}
