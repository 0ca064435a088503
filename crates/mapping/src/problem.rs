//! The problems this crate reports, and their stable codes.

use weftline_wire::failure::{Problem, Severity};

/// Every code. Where Salesforce has a code for the same thing, it is Salesforce's, so that pages need one set of words
/// whoever noticed it first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// The object may not be created.
    ObjectNotCreatable,
    /// The org shows no such field.
    UnknownField,
    /// The field may not be set when a record is created.
    FieldNotCreatable,
    /// The mapping names the field twice.
    DuplicateField,
    /// Jira has no such field.
    UnknownJiraField,
    /// No value of the one field can become a value of the other.
    ImpossiblePair,
    /// Something is lost between the two fields.
    Lossy,
    /// The constant is not one of the field's type.
    BadConstant,
    /// The default is not one of the field's type.
    BadDefault,
    /// The template can not be read.
    BadTemplate,
    /// A value of the value map is not one of the field's type.
    BadMappedValue,
    /// A value is not in the org's list, which is open.
    NotInPicklist,
    /// Unmapped values take the default, and there is none.
    NoDefault,
    /// A required field has no source.
    RequiredUnmapped,
    /// A required field has no source, and people may not fill it in.
    RequiredUnfillable,
    /// The value map does not name the value.
    UnmappedValue,
    /// The value has another shape than Jira's field should have.
    UnreadableValue,
    /// Jira does not show the user's e-mail address.
    EmailHidden,
    /// No active user has the e-mail address.
    UserNotFound,
    /// The form has no such field.
    NotInForm,
    /// People may only look at the field.
    ReadOnly,
    /// The text is not a number.
    NotANumber,
    /// The number has too many digits.
    NumberOutsideRange,
    /// The text is not a day.
    NotADate,
    /// The text is not an instant.
    NotADateTime,
    /// The text is not a time of day.
    NotATime,
    /// The day is not one that Salesforce takes.
    DateOutsideRange,
    /// The text is neither true nor false.
    NotABoolean,
    /// The text is too long.
    TooLong,
    /// The value is not in the org's list, which is closed.
    RestrictedPicklist,
    /// A value of several contains what separates them.
    SeparatorInValue,
    /// The text is not a record's id.
    MalformedId,
    /// A required field is empty.
    RequiredMissing,
    /// The field may not be changed.
    FieldNotUpdateable,
    /// Something is lost on the way to Jira.
    LossyToJira,
    /// No value can go to Jira.
    ImpossibleToJira,
    /// Several Jira values become the same Salesforce value, and nothing says which comes back.
    AmbiguousBack,
    /// A lookup cannot look there.
    BadLookup,
    /// Nobody knows the mapping's time zone.
    UnknownZone,
    /// The value does not go with that of the controlling field.
    DependentValue,
    /// The object has no such record type, or the integration user may not use it.
    UnknownRecordType,
    /// No record has the text.
    LookupNotFound,
    /// Several records have the text.
    LookupAmbiguous,
    /// Salesforce would not look.
    LookupRefused,
    /// No Jira account has the e-mail address, or several have.
    AccountNotFound,
    /// The text is not the address of a page.
    NotAnAddress,
    /// The Jira field may not be empty.
    RequiredInJira,
}

impl Code {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Code::ObjectNotCreatable => "objectNotCreatable",
            Code::UnknownField => "unknownField",
            Code::FieldNotCreatable => "fieldNotCreatable",
            Code::DuplicateField => "duplicateField",
            Code::UnknownJiraField => "unknownJiraField",
            Code::ImpossiblePair => "impossiblePair",
            Code::Lossy => "lossy",
            Code::BadConstant => "badConstant",
            Code::BadDefault => "badDefault",
            Code::BadTemplate => "badTemplate",
            Code::BadMappedValue => "badMappedValue",
            Code::NotInPicklist => "notInPicklist",
            Code::NoDefault => "noDefault",
            Code::RequiredUnmapped => "requiredUnmapped",
            Code::RequiredUnfillable => "requiredUnfillable",
            Code::UnmappedValue => "unmappedValue",
            Code::UnreadableValue => "unreadableValue",
            Code::EmailHidden => "emailHidden",
            Code::UserNotFound => "userNotFound",
            Code::NotInForm => "notInForm",
            Code::ReadOnly => "readOnly",
            Code::NotANumber => "notANumber",
            Code::NumberOutsideRange => "NUMBER_OUTSIDE_VALID_RANGE",
            Code::NotADate => "notADate",
            Code::NotADateTime => "notADateTime",
            Code::NotATime => "notATime",
            Code::DateOutsideRange => "dateOutsideRange",
            Code::NotABoolean => "notABoolean",
            Code::TooLong => "STRING_TOO_LONG",
            Code::RestrictedPicklist => "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            Code::SeparatorInValue => "separatorInValue",
            Code::MalformedId => "MALFORMED_ID",
            Code::RequiredMissing => "REQUIRED_FIELD_MISSING",
            Code::FieldNotUpdateable => "fieldNotUpdateable",
            Code::LossyToJira => "lossyToJira",
            Code::ImpossibleToJira => "impossibleToJira",
            Code::AmbiguousBack => "ambiguousBack",
            Code::BadLookup => "badLookup",
            Code::UnknownZone => "unknownZone",
            Code::DependentValue => "dependentValue",
            Code::UnknownRecordType => "unknownRecordType",
            Code::LookupNotFound => "lookupNotFound",
            Code::LookupAmbiguous => "lookupAmbiguous",
            Code::LookupRefused => "lookupRefused",
            Code::AccountNotFound => "accountNotFound",
            Code::NotAnAddress => "notAnAddress",
            Code::RequiredInJira => "requiredInJira",
        }
    }
}

/// An error; without a remedy when `remedy` is empty.
pub(crate) fn error(code: Code, field: &str, text: String, remedy: &str) -> Problem {
    problem(Severity::Error, code, field, text, remedy)
}

/// A warning; without a remedy when `remedy` is empty.
pub(crate) fn warning(code: Code, field: &str, text: String, remedy: &str) -> Problem {
    problem(Severity::Warning, code, field, text, remedy)
}

fn problem(severity: Severity, code: Code, field: &str, text: String, remedy: &str) -> Problem {
    Problem {
        severity,
        code: code.name().to_owned(),
        field: Some(field.to_owned()),
        text,
        remedy: (!remedy.is_empty()).then(|| remedy.to_owned()),
    }
}
