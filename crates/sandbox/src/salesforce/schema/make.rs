//! Fields as they are written down: one function for each type.

use super::field::{Field, Kind, PickValue, Source};

/// The record's id.
pub(crate) fn id(label: &str) -> Field {
    Field::new("Id", label, Kind::Id, 18).read_only().never_null().id_lookup()
}

/// Text of one line.
pub(crate) fn text(name: &str, label: &str, length: u32) -> Field {
    Field::new(name, label, Kind::String, length)
}

/// Text of several lines; beyond 255 characters neither filterable nor sortable.
pub(crate) fn area(name: &str, label: &str, length: u32) -> Field {
    Field::new(name, label, Kind::TextArea, length)
}

/// Rich text.
pub(crate) fn rich(name: &str, label: &str, length: u32) -> Field {
    let mut field = Field::new(name, label, Kind::TextArea, length).extra("richtextarea").opaque();
    field.html = true;
    field
}

/// A picklist; a star marks the default.
pub(crate) fn picklist(name: &str, label: &str, length: u32, values: &[&str]) -> Field {
    let mut field = Field::new(name, label, Kind::Picklist, length);
    field.picklist = picks(values);
    field
}

/// A picklist of several values.
pub(crate) fn multi(name: &str, label: &str, values: &[&str]) -> Field {
    let mut field = Field::new(name, label, Kind::MultiPicklist, 4099);
    field.byte_length = 4099;
    field.picklist = picks(values);
    field.precision = 4;
    field
}

fn picks(values: &[&str]) -> Vec<PickValue> {
    let pick = |marked: &&str| {
        let value = marked.trim_end_matches('*').to_owned();
        let default = marked.ends_with('*');
        PickValue { label: value.clone(), value, active: true, default, closed: false, valid_for: None }
    };
    values.iter().map(pick).collect()
}

/// A checkbox; it always has a value.
pub(crate) fn boolean(name: &str, label: &str) -> Field {
    let mut field = Field::new(name, label, Kind::Boolean, 0).defaulted();
    field.nillable = false;
    field
}

/// A whole number.
pub(crate) fn int(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Int, 0)
}

/// A number.
pub(crate) fn number(name: &str, label: &str, precision: u32, scale: u32) -> Field {
    sized(Field::new(name, label, Kind::Double, 0), precision, scale)
}

/// An amount of money.
pub(crate) fn currency(name: &str, label: &str, precision: u32, scale: u32) -> Field {
    sized(Field::new(name, label, Kind::Currency, 0), precision, scale)
}

/// A percentage.
pub(crate) fn percent(name: &str, label: &str, precision: u32, scale: u32) -> Field {
    sized(Field::new(name, label, Kind::Percent, 0), precision, scale)
}

fn sized(mut field: Field, precision: u32, scale: u32) -> Field {
    field.precision = precision;
    field.scale = scale;
    field
}

/// A day.
pub(crate) fn date(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Date, 0)
}

/// An instant.
pub(crate) fn instant(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::DateTime, 0)
}

/// A time of day.
pub(crate) fn time(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Time, 0)
}

/// An e-mail address.
pub(crate) fn email(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Email, 80)
}

/// A telephone number.
pub(crate) fn phone(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Phone, 40)
}

/// An address of a page.
pub(crate) fn url(name: &str, label: &str, length: u32) -> Field {
    Field::new(name, label, Kind::Url, length)
}

/// Structured data.
pub(crate) fn complex(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Complex, 0)
}

/// Binary.
pub(crate) fn base64(name: &str, label: &str) -> Field {
    Field::new(name, label, Kind::Base64, 0)
}

/// A lookup, with the name by which SOQL follows it.
pub(crate) fn lookup(name: &str, label: &str, targets: &[&str], relationship: &str) -> Field {
    let mut field = Field::new(name, label, Kind::Reference, 18);
    field.reference_to = targets.iter().map(|target| (*target).to_owned()).collect();
    field.relationship_name = (!relationship.is_empty()).then(|| relationship.to_owned());
    field.name_pointing = targets.len() > 1;
    field
}

/// The owner.
pub(crate) fn owner(targets: &[&str]) -> Field {
    let mut field = lookup("OwnerId", "Owner ID", targets, "Owner").never_null();
    field.search_prefilterable = false;
    field
}

/// The parts of a postal address and their compound.
pub(crate) fn address(prefix: &str, label: &str) -> Vec<Field> {
    let compound = format!("{prefix}Address");
    let name = |part: &str| format!("{prefix}{part}");
    let labelled = |part: &str| format!("{label} {part}").trim().to_owned();
    let accuracy = [
        "Address",
        "NearAddress",
        "Block",
        "Street",
        "ExtendedZip",
        "Zip",
        "Neighborhood",
        "City",
        "County",
        "State",
        "Unknown",
    ];
    let mut whole =
        Field::new(&compound, &labelled("Address"), Kind::Address, 0).from(Source::Address(prefix.to_owned()));
    whole.permissionable = true;
    vec![
        area(&name("Street"), &labelled("Street"), 255).part_of(&compound),
        text(&name("City"), &labelled("City"), 40).part_of(&compound),
        text(&name("State"), &labelled("State/Province"), 80).part_of(&compound),
        text(&name("PostalCode"), &labelled("Zip/Postal Code"), 20).part_of(&compound),
        text(&name("Country"), &labelled("Country"), 80).part_of(&compound),
        number(&name("Latitude"), &labelled("Latitude"), 18, 15).part_of(&compound),
        number(&name("Longitude"), &labelled("Longitude"), 18, 15).part_of(&compound),
        picklist(&name("GeocodeAccuracy"), &labelled("Geocode Accuracy"), 40, &accuracy)
            .restricted()
            .part_of(&compound),
        whole,
    ]
}
