//! Projects that issues are in, as the model knows them.

use super::fields::{Field, Kind};

/// A project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Its workflow goes from anywhere to anywhere, and all fields are mapped.
    Eng,
    /// All fields but the status are mapped.
    Sup,
    /// The service project: customers see what is public. It has severities of its own, which are not mapped.
    Help,
    /// It is not configured, and only an administrator sees it.
    Legal,
}

impl Place {
    /// The project's id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Sup => "10000",
            Self::Eng => "10001",
            Self::Help => "10002",
            Self::Legal => "10003",
        }
    }

    /// The project's key.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Sup => "SUP",
            Self::Eng => "ENG",
            Self::Help => "HELP",
            Self::Legal => "LEGAL",
        }
    }

    /// The issue type of its issues.
    pub(crate) fn issue_type(self) -> &'static str {
        match self {
            Self::Sup | Self::Eng => "10001",
            Self::Help => "10005",
            Self::Legal => "10002",
        }
    }

    /// Who works there.
    pub(crate) fn worker(self) -> &'static str {
        if self == Self::Legal { crate::ADMIN } else { crate::AGENT }
    }

    /// Whether a field is mapped there.
    pub(crate) fn maps(self, field: &Field) -> bool {
        match self {
            Self::Eng => true,
            Self::Sup => !matches!(field.kind, Kind::Status(_)),
            Self::Help => !matches!(field.kind, Kind::Status(_)) && field.salesforce != "Severity__c",
            Self::Legal => false,
        }
    }
}
