//! A file's head, and what is proposed for it: the same when it is shown and when it is taken.

use weftline_bulk::Header;
use weftline_wire::configuration::Settings;
use weftline_wire::effect::{Effect, Outcome, Principal, Trouble};
use weftline_wire::job::Caller;
use weftline_wire::zone::ZoneOffset;

use crate::bulk::files::Head;
use crate::bulk::gates;
use crate::bulk::table::{self, Line};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gather::{Gathered, Users, Wanted, gather};
use crate::ground::Ground;
use crate::join::join;
use crate::org::Org;

/// A file's head, and what its table is made of.
pub(crate) struct Proposal {
    pub(crate) settings: Settings,
    pub(crate) org: Org,
    pub(crate) gathered: Gathered,
    pub(crate) head: Head,
}

impl Proposal {
    /// Reads both: who may not create is refused before the file is read.
    pub(crate) async fn read(
        world: &World,
        caller: &Caller,
        ground: &Ground<'_>,
        attachment_id: &str,
    ) -> Result<Self, Failure> {
        let (settings, mut org, stored, mapping) = gates::open(world, ground).await?;
        let issue_id = &ground.issue.id;
        let wanted =
            Wanted { issue_id, principal: Principal::User, site_url: &caller.site_url, mapping, users: Users::All };
        let (head, gathered) =
            join(Head::read(world, issue_id, attachment_id), gather(world, &mut org, stored, wanted)).await;
        Ok(Self { settings, gathered: gathered?, head: head?, org })
    }

    /// The table for a file with this header.
    pub(crate) fn lines(&self, header: &Header) -> Vec<Line> {
        table::lines(&self.gathered, header)
    }

    /// The zone of times that say none: the mapping's.
    pub(crate) async fn zone(&self, world: &World) -> Result<Vec<ZoneOffset>, Failure> {
        let Some(zone) = self.gathered.mapping.time_zone.clone() else { return Ok(Vec::new()) };
        match world.perform(Effect::TimeZone { zone }).await.outcome {
            Outcome::Zone { zone } => Ok(zone.offsets),
            Outcome::Trouble { reason: Trouble::Refused, .. } => Ok(Vec::new()),
            _ => Err(failure::bug("a time zone came back with another effect's outcome")),
        }
    }
}
