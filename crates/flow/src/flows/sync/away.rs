//! Orgs that cannot be asked: what keeps one of them from being kept in step does not keep the records of others.

use weftline_wire::failure::FailureCode;

use super::Sync;
use super::members::Member;
use crate::describes;
use crate::failure::Failure;
use crate::org::Org;

impl Sync<'_> {
    /// Records of orgs that cannot be asked are left for later; when there are no others, all of it is.
    pub(super) fn note_away(&mut self) -> Result<(), Failure> {
        let away = self.orgs.iter().filter_map(|(id, org)| Some((id.clone(), org.as_ref().err()?.clone())));
        for (connection, failure) in away.collect::<Vec<_>>() {
            self.leave(&connection, failure)?;
        }
        Ok(())
    }

    /// Leaves the records of an org that cannot be asked for later; when there are no others, all of it.
    pub(super) fn leave(&mut self, connection: &str, failure: Failure) -> Result<(), Failure> {
        let is_asked = |member: &Member| {
            member.at.connection != connection && matches!(self.orgs.get(&member.at.connection), Some(Ok(_)))
        };
        if !is_of_org(&failure) || describes::is_outdated(&failure) || !self.members.iter().any(is_asked) {
            return Err(failure);
        }
        for member in self.members.iter_mut().filter(|member| member.at.connection == connection) {
            if let Some(sheet) = member.sheet.take().and_then(|at| self.sheets.get(at)) {
                member.unsaid = Some(sheet.mapping.clone());
            }
            member.must_read = false;
            member.failure = Some(failure.clone());
        }
        self.orgs.insert(connection.to_owned(), Err(failure));
        Ok(())
    }

    /// The org of a connection, if it can be asked.
    pub(super) fn org(&mut self, connection: &str) -> Option<&mut Org> {
        self.orgs.get_mut(connection)?.as_mut().ok()
    }
}

/// Whether a failure is an org's, and says nothing of other orgs.
pub(super) fn is_of_org(failure: &Failure) -> bool {
    is_away(failure)
        || matches!(
            failure.code,
            FailureCode::SalesforceTimeout
                | FailureCode::SalesforceUnavailable
                | FailureCode::SalesforceLimit
                | FailureCode::SalesforceForbidden
                | FailureCode::SalesforceRefused
                | FailureCode::HostRefused
                | FailureCode::CredentialsRefused
        )
}

/// Whether nothing can be done before the org is connected again.
pub(super) fn is_away(failure: &Failure) -> bool {
    matches!(failure.code, FailureCode::ReconnectNeeded | FailureCode::NotConnected)
}
