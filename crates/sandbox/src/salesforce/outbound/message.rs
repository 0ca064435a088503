//! The SOAP envelope of an outbound message: the call `notifications` of its WSDL.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_wsdl.htm>

use super::OutboundMessage;
use crate::salesforce::id::Id;
use crate::salesforce::record::View;
use crate::salesforce::schema::{FieldIndex, Object};
use crate::salesforce::store::Row;
use crate::salesforce::value::Value;
use crate::salesforce::xml::escape;
use crate::salesforce::{Org, VERSION_NEWEST};

impl Org {
    /// The envelope for these notifications, each with its record as it is now.
    pub(super) fn outbound_envelope(&self, message: &OutboundMessage, place: usize, told: &[(&str, Id)]) -> String {
        let organization = self.organization_id();
        let action = Id::numbered(*b"04k", place as u64 + 1);
        let address = |kind: &str| {
            let (host, short) = (&self.options.my_domain, organization.short());
            format!("https://{host}/services/Soap/{kind}/{VERSION_NEWEST}.0/{short}")
        };
        let notifications: String = told.iter().map(|(id, record)| self.notification(message, id, *record)).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n \
             <soapenv:Body>\n  <notifications xmlns=\"http://soap.sforce.com/2005/09/outbound\">\n   \
             <OrganizationId>{organization}</OrganizationId>\n   <ActionId>{action}</ActionId>\n   \
             <SessionId xsi:nil=\"true\"/>\n   <EnterpriseUrl>{}</EnterpriseUrl>\n   <PartnerUrl>{}</PartnerUrl>\n\
             {notifications}  </notifications>\n </soapenv:Body>\n</soapenv:Envelope>",
            address("c"),
            address("u"),
        )
    }

    /// One notification. Of a record that is gone by now it carries the id and nothing else.
    fn notification(&self, message: &OutboundMessage, id: &str, record: Id) -> String {
        let schema = self.schema();
        let view = self.view();
        let mut fields = format!("     <sf:Id>{record}</sf:Id>\n");
        let found = schema.by_prefix(record.prefix()).and_then(|object| {
            let row = self.store.table(object.index).row(record)?;
            (!view.is_deleted(object, row)).then_some((object, row))
        });
        if let Some((object, row)) = found {
            let mut wanted: Vec<FieldIndex> = message.fields.iter().filter_map(|name| object.find(name)).collect();
            wanted.sort_unstable_by(|one, other| object.field(*one).name.cmp(&object.field(*other).name));
            wanted.dedup();
            fields.extend(wanted.into_iter().filter_map(|field| element(view, object, row, field)));
        }
        let kind = schema.find(&message.object).map_or(message.object.as_str(), |object| object.name.as_str());
        format!(
            "   <Notification>\n    <Id>{id}</Id>\n    <sObject xsi:type=\"sf:{kind}\" \
             xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\">\n{fields}    </sObject>\n   </Notification>\n"
        )
    }
}

/// A field with a value; one without is left out, as elements are that may be missing.
fn element(view: View<'_>, object: &Object, row: &Row, index: FieldIndex) -> Option<String> {
    let field = object.field(index);
    let value = view.value(object, row, index);
    if value.is_null() || field.name == "Id" {
        return None;
    }
    let text = match value.as_ref() {
        Value::DateTime(_) => value.display().replace("+0000", "Z"),
        other => other.display(),
    };
    Some(format!("     <sf:{name}>{}</sf:{name}>\n", escape(&text), name = field.name))
}
