//! Fields: their types and the properties that describe reports.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm>

use serde_json::Value as Json;

/// A field's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "describe's own words")]
pub(crate) enum Kind {
    Id,
    Reference,
    String,
    TextArea,
    Picklist,
    MultiPicklist,
    Boolean,
    Int,
    Double,
    Currency,
    Percent,
    Date,
    DateTime,
    Time,
    Email,
    Phone,
    Url,
    Address,
    Base64,
    Complex,
    /// A list of ids that stands for the records of a junction object: `JunctionIdList`.
    Junction,
}

impl Kind {
    /// The type's name in describe.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Reference => "reference",
            Self::String => "string",
            Self::TextArea => "textarea",
            Self::Picklist => "picklist",
            Self::MultiPicklist => "multipicklist",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Double => "double",
            Self::Currency => "currency",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Time => "time",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Address => "address",
            Self::Base64 => "base64",
            Self::Complex => "complexvalue",
            Self::Junction => "reference",
        }
    }

    /// The type of the SOAP API.
    pub(crate) fn soap(self) -> &'static str {
        match self {
            Self::Id | Self::Reference => "tns:ID",
            Self::Boolean => "xsd:boolean",
            Self::Int => "xsd:int",
            Self::Double | Self::Currency | Self::Percent => "xsd:double",
            Self::Date => "xsd:date",
            Self::DateTime => "xsd:dateTime",
            Self::Time => "xsd:time",
            Self::Address => "urn:address",
            Self::Base64 => "xsd:base64Binary",
            Self::Complex => "urn:Metadata",
            Self::Junction => "urn:JunctionIdListNames",
            Self::String
            | Self::TextArea
            | Self::Picklist
            | Self::MultiPicklist
            | Self::Email
            | Self::Phone
            | Self::Url => "xsd:string",
        }
    }

    /// The name that SOQL's messages use for what a condition must be compared with.
    pub(crate) fn criterion(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Double | Self::Percent => "double",
            Self::Currency => "currency",
            Self::Date => "date",
            Self::DateTime => "dateTime",
            Self::Time => "time",
            Self::Id | Self::Reference => "ID",
            _ => "string",
        }
    }

    /// Whether values are kept as text.
    pub(crate) fn is_text(self) -> bool {
        self.soap() == "xsd:string"
    }

    /// Whether values are numbers.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Double | Self::Currency | Self::Percent)
    }
}

/// One value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PickValue {
    /// The API value.
    pub(crate) value: String,
    /// What people see.
    pub(crate) label: String,
    /// Whether new records may take it.
    pub(crate) active: bool,
    /// Whether a new record takes it when nothing is given.
    pub(crate) default: bool,
    /// For a status or stage: whether the record counts as closed.
    pub(crate) closed: bool,
    /// For a dependent picklist: the places of the controlling values that allow it.
    pub(crate) valid_for: Option<Vec<usize>>,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// It is kept in the row.
    Stored,
    /// It is a field of the record that a lookup of the row points to.
    Parent {
        /// The lookup.
        lookup: String,
        /// The field there.
        field: String,
    },
    /// First name and last name.
    PersonName,
    /// The compound of the fields whose names begin so.
    Address(String),
    /// The address of the record's picture.
    Photo,
    /// The part of a file's name after the last dot.
    Extension,
    /// The files that are linked to the record; what is written there makes and unmakes links.
    LinkedDocuments,
    /// How many comments the idea has.
    CommentCount,
}

impl Source {
    /// A field of the record that a lookup points to.
    pub(crate) fn parent(lookup: &str, field: &str) -> Self {
        Self::Parent { lookup: lookup.to_owned(), field: field.to_owned() }
    }
}

/// A field.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "describe has these members")]
#[allow(missing_docs, reason = "the members are describe's, under describe's names")]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    pub(crate) length: u32,
    pub(crate) byte_length: u32,
    pub(crate) precision: u32,
    pub(crate) scale: u32,
    pub(crate) digits: u32,
    pub(crate) nillable: bool,
    pub(crate) createable: bool,
    pub(crate) updateable: bool,
    pub(crate) defaulted_on_create: bool,
    pub(crate) filterable: bool,
    pub(crate) sortable: bool,
    pub(crate) groupable: bool,
    pub(crate) aggregatable: bool,
    pub(crate) permissionable: bool,
    pub(crate) external_id: bool,
    pub(crate) unique: bool,
    pub(crate) case_sensitive: bool,
    pub(crate) id_lookup: bool,
    pub(crate) restricted: bool,
    pub(crate) auto_number: bool,
    pub(crate) name_field: bool,
    pub(crate) html: bool,
    pub(crate) calculated: bool,
    pub(crate) search_prefilterable: bool,
    pub(crate) cascade_delete: bool,
    pub(crate) name_pointing: bool,
    pub(crate) reference_to: Vec<String>,
    pub(crate) relationship_name: Option<String>,
    /// The name of the relationship seen from the other side.
    pub(crate) child_name: Option<String>,
    pub(crate) picklist: Vec<PickValue>,
    pub(crate) controller: Option<String>,
    pub(crate) compound: Option<String>,
    pub(crate) extra_type: Option<String>,
    pub(crate) help: Option<String>,
    /// Where its value comes from.
    pub(crate) source: Source,
    /// Whether only those see it whom a permission set allows: so are fields made over the API.
    pub(crate) guarded: bool,
    /// The default value as a describe told it; nothing when it follows from the type.
    pub(crate) default_value: Option<Json>,
    /// Whether an admin made it, as a describe told it; nothing when the name says so.
    pub(crate) told_custom: Option<bool>,
    /// Whether nobody but the org itself sees it.
    pub(crate) internal: bool,
    /// Whether it was taken away.
    pub(crate) gone: bool,
}

impl Field {
    /// A field of a type, with what follows from the type.
    pub(crate) fn new(name: &str, label: &str, kind: Kind, length: u32) -> Self {
        let long = kind == Kind::TextArea && length > 255;
        let number = matches!(kind, Kind::Double | Kind::Currency | Kind::Percent);
        let opaque = matches!(kind, Kind::Base64 | Kind::Address | Kind::Complex) || long;
        let filterable = !matches!(kind, Kind::Base64 | Kind::Complex) && !long;
        let sortable = !opaque && kind != Kind::MultiPicklist;
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            length,
            byte_length: if matches!(kind, Kind::Id | Kind::Reference) { length } else { length * 3 },
            precision: 0,
            scale: 0,
            digits: if kind == Kind::Int { 8 } else { 0 },
            nillable: true,
            createable: true,
            updateable: true,
            defaulted_on_create: false,
            filterable,
            sortable,
            groupable: sortable && !number && kind != Kind::DateTime,
            aggregatable: sortable && kind != Kind::Boolean,
            permissionable: true,
            external_id: false,
            unique: false,
            case_sensitive: false,
            id_lookup: false,
            restricted: false,
            auto_number: false,
            name_field: false,
            html: false,
            calculated: false,
            search_prefilterable: kind == Kind::Reference,
            cascade_delete: false,
            name_pointing: false,
            reference_to: Vec::new(),
            relationship_name: None,
            child_name: None,
            picklist: Vec::new(),
            controller: None,
            compound: None,
            extra_type: (kind == Kind::TextArea).then(|| "plaintextarea".to_owned()),
            help: None,
            source: Source::Stored,
            guarded: false,
            default_value: None,
            told_custom: None,
            internal: false,
            gone: false,
        }
    }

    /// Whether an admin made it.
    pub(crate) fn custom(&self) -> bool {
        self.told_custom.unwrap_or_else(|| self.name.ends_with("__c"))
    }

    /// Whether a creation has to give it.
    pub(crate) fn required_on_create(&self) -> bool {
        self.createable && !self.nillable && !self.defaulted_on_create
    }

    /// The value that a creation takes when it gives none, for picklists.
    pub(crate) fn default_pick(&self) -> Option<&PickValue> {
        self.picklist.iter().find(|value| value.default)
    }

    /// A value of the picklist, compared without regard to case as Salesforce does.
    pub(crate) fn pick(&self, value: &str) -> Option<&PickValue> {
        self.picklist.iter().find(|pick| pick.value.eq_ignore_ascii_case(value))
    }

    /// It must be given.
    pub(crate) fn required(mut self) -> Self {
        self.nillable = false;
        self.permissionable = false;
        self
    }

    /// It always has a value; a creation that gives none gets the default.
    pub(crate) fn defaulted(mut self) -> Self {
        self.defaulted_on_create = true;
        self
    }

    /// Nobody but the org sets it, and it always has a value.
    pub(crate) fn system(self) -> Self {
        self.read_only().never_null()
    }

    /// Nobody but the org sets it.
    pub(crate) fn read_only(mut self) -> Self {
        self.createable = false;
        self.updateable = false;
        self.permissionable = false;
        self.search_prefilterable = false;
        self
    }

    /// It always has a value, which the org gives.
    pub(crate) fn never_null(mut self) -> Self {
        self.nillable = false;
        self.defaulted_on_create = true;
        self.permissionable = false;
        self
    }

    /// Only a creation sets it.
    pub(crate) fn create_only(mut self) -> Self {
        self.updateable = false;
        self
    }

    /// It is the object's name.
    pub(crate) fn named(mut self) -> Self {
        self.name_field = true;
        self.permissionable = false;
        self
    }

    /// Rows are found by it: `idLookup`.
    pub(crate) fn id_lookup(mut self) -> Self {
        self.id_lookup = true;
        self
    }

    /// It is an external id.
    pub(crate) fn external_id(mut self) -> Self {
        self.external_id = true;
        self.id_lookup = true;
        self
    }

    /// Two records may not share a value; case does not tell values apart.
    pub(crate) fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Values outside the picklist are refused.
    pub(crate) fn restricted(mut self) -> Self {
        self.restricted = true;
        self
    }

    /// The records below are deleted with the one that it points to.
    pub(crate) fn cascade(mut self) -> Self {
        self.cascade_delete = true;
        self
    }

    /// The relationship's name seen from the other side.
    pub(crate) fn child(mut self, name: &str) -> Self {
        self.child_name = Some(name.to_owned());
        self
    }

    /// It is a part of a compound field.
    pub(crate) fn part_of(mut self, compound: &str) -> Self {
        self.compound = Some(compound.to_owned());
        if compound == "Name" {
            self.permissionable = false;
        }
        self
    }

    /// Describe's `extraTypeInfo`.
    pub(crate) fn extra(mut self, extra: &str) -> Self {
        self.extra_type = Some(extra.to_owned());
        self
    }

    /// The admin's help text.
    pub(crate) fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }

    /// These values count as closed.
    pub(crate) fn closed(mut self, values: &[&str]) -> Self {
        for pick in &mut self.picklist {
            pick.closed = values.contains(&pick.value.as_str());
        }
        self
    }

    /// It depends on another field: each of its values, in order, with the controlling values' places.
    pub(crate) fn controlled_by(mut self, controller: &str, valid_for: &[&[usize]]) -> Self {
        self.controller = Some(controller.to_owned());
        for (pick, places) in self.picklist.iter_mut().zip(valid_for) {
            pick.valid_for = Some(places.to_vec());
        }
        self
    }

    /// It is computed.
    pub(crate) fn from(mut self, source: Source) -> Self {
        self.source = source;
        self.createable = false;
        self.updateable = false;
        self.permissionable = false;
        self
    }

    /// Conditions may not name it.
    pub(crate) fn unfilterable(mut self) -> Self {
        self.filterable = false;
        self
    }

    /// Neither conditions, nor order, nor groups may name it.
    pub(crate) fn opaque(mut self) -> Self {
        self.filterable = false;
        self.sortable = false;
        self.groupable = false;
        self.aggregatable = false;
        self
    }
}
