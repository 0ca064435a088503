//! The problems this crate reports, beside those of a mapping, and their stable codes.

use weftline_wire::failure::{Problem, Severity};

/// Every code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// No section has such a name.
    UnknownSection,
    /// The section's content is of another kind, or about something else than its name.
    OtherSection,
    /// The section is more than a stored value should hold.
    TooLarge,
    /// The object does not exist, or is not shown.
    ObjectGone,
    /// Nothing could be checked.
    NotDescribed,
    /// The object is mapped, but none of its fields are chosen.
    ObjectNotChosen,
    /// The org shows no such field.
    UnknownField,
    /// A field is named twice.
    DuplicateField,
    /// More than five.
    TooManySearchFields,
    /// More than five.
    TooManyCompactFields,
    /// No search can look into the field.
    NotSearchable,
    /// The field is too long for a list.
    TooLongForList,
    /// The name field is missing.
    NameFieldMissing,
    /// The object has no assignment rules.
    NoAssignmentRules,
    /// The project is not there, or not shown.
    UnknownProject,
    /// The project has a mapping, but is not configured.
    ProjectNotConfigured,
    /// There is no such connection.
    UnknownConnection,
    /// There is no such issue type.
    UnknownIssueType,
    /// There is no such issue.
    UnknownIssue,
    /// The text is no issue's key.
    MalformedIssueKey,
    /// The signature's template is none.
    BadSignature,
    /// A number is less or more than it may be.
    OutOfRange,
    /// The text is neither an ending nor a type.
    UnknownFileType,
    /// Files are to go where conditions hold everything else back.
    FilesWithConditions,
    /// Feed posts are to take the place of comments where there are comments, or no feed.
    FeedNotHere,
    /// What is followed to link a record is no lookup, or points elsewhere.
    NotALookup,
    /// A rule creates records of an object that has no mapping.
    NoMapping,
    /// A rule creates records without a value that they need.
    RequiredUnfillable,
    /// There is no such group.
    UnknownGroup,
    /// There is no such project role.
    UnknownProjectRole,
    /// Nobody may do it.
    GrantedToNobody,
    /// A thing is named twice.
    DuplicateGrant,
    /// An id of the file has no counterpart here.
    NotHere,
}

impl Code {
    fn name(self) -> &'static str {
        match self {
            Code::UnknownSection => "unknownSection",
            Code::OtherSection => "otherSection",
            Code::TooLarge => "tooLarge",
            Code::ObjectGone => "objectGone",
            Code::NotDescribed => "notDescribed",
            Code::ObjectNotChosen => "objectNotChosen",
            Code::UnknownField => "unknownField",
            Code::DuplicateField => "duplicateField",
            Code::TooManySearchFields => "tooManySearchFields",
            Code::TooManyCompactFields => "tooManyCompactFields",
            Code::NotSearchable => "notSearchable",
            Code::TooLongForList => "tooLongForList",
            Code::NameFieldMissing => "nameFieldMissing",
            Code::NoAssignmentRules => "noAssignmentRules",
            Code::UnknownProject => "unknownProject",
            Code::ProjectNotConfigured => "projectNotConfigured",
            Code::UnknownConnection => "unknownConnection",
            Code::UnknownIssueType => "unknownIssueType",
            Code::UnknownIssue => "unknownIssue",
            Code::MalformedIssueKey => "malformedIssueKey",
            Code::BadSignature => "badSignature",
            Code::OutOfRange => "outOfRange",
            Code::UnknownFileType => "unknownFileType",
            Code::FilesWithConditions => "filesWithConditions",
            Code::FeedNotHere => "feedNotHere",
            Code::NotALookup => "notALookup",
            Code::NoMapping => "noMapping",
            Code::RequiredUnfillable => "requiredUnfillable",
            Code::UnknownGroup => "unknownGroup",
            Code::UnknownProjectRole => "unknownProjectRole",
            Code::GrantedToNobody => "grantedToNobody",
            Code::DuplicateGrant => "duplicateGrant",
            Code::NotHere => "notHere",
        }
    }
}

/// An error about a field, or about none when `field` is empty.
pub(crate) fn error(code: Code, field: &str, text: String, remedy: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        code: code.name().to_owned(),
        field: (!field.is_empty()).then(|| field.to_owned()),
        text,
        remedy: Some(remedy.to_owned()),
    }
}

/// The same as a warning.
pub(crate) fn warning(code: Code, field: &str, text: String, remedy: &str) -> Problem {
    Problem { severity: Severity::Warning, ..error(code, field, text, remedy) }
}
