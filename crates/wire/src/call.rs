//! The calls that pages make, and their answers.
//!
//! One list: [`Call`] is what comes in, [`Reply`] what goes out, [`CALLS`] the same as a TypeScript type, which goes
//! through `makeResolver` and `makeInvoke` so that page, host and core cannot drift apart.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::document::GrantKind;
use crate::salesforce::FieldValue;
use crate::view;

/// Which fields the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum PanelKind {
    /// The narrow one on the right.
    Compact,
    /// The wide one in the main column.
    List,
}

crate::decode_words! { PanelKind { Compact, List } }

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(feature = "types", derive(tsify::Tsify))]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        crate::decode_object! { refuse $name { $($field),* } }
    )*};
}

payloads! {
    /// Opens the panel.
    PanelCall {
        /// Which fields to show.
        view: PanelKind,
    }
    /// Searches records to link.
    SearchCall {
        /// The object.
        object: String,
        /// What to look for, as typed.
        keywords: String,
    }
    /// Links records to the issue.
    LinkCall {
        /// Their object.
        object: String,
        /// Their ids, 15 or 18 characters.
        record_ids: Vec<String>,
    }
    /// Unlinks records from the issue.
    UnlinkCall {
        /// Their ids.
        record_ids: Vec<String>,
    }
    /// Opens the create form.
    CreateFormCall {
        /// The object.
        object: String,
    }
    /// Looks for records for a lookup field.
    LookupCall {
        /// The object of the form.
        object: String,
        /// The lookup field.
        field: String,
        /// What was typed.
        text: String,
    }
    /// Creates a record and links it.
    CreateCall {
        /// The object.
        object: String,
        /// The form's id.
        form_id: String,
        /// Values by field, as edited.
        values: BTreeMap<String, FieldValue>,
        /// Whether assignment rules run; none for objects that have none.
        assignment_rules: Option<bool>,
    }
    /// Opens a record's details.
    DetailsCall {
        /// The record's id.
        record_id: String,
    }
    /// Shows the connection.
    ConnectionCall {}
    /// Connects an org.
    ConnectCall {
        /// How tokens are got.
        grant: GrantKind,
        /// Where to log in: `https://acme.my.salesforce.com`.
        login_url: String,
        /// The consumer key.
        client_id: String,
        /// The consumer secret.
        client_secret: String,
        /// A refresh token; only for [`GrantKind::RefreshToken`].
        refresh_token: Option<String>,
    }
    /// Tries the connection and says what is missing.
    TestConnectionCall {}
    /// Disconnects the org: revokes and deletes its tokens.
    DisconnectCall {}
    /// Shows what is configured.
    ConfigurationCall {}
}

macro_rules! calls {
    ($($(#[$doc:meta])* $variant:ident $name:literal: $call:ident => $view:ident,)*) => {
        /// A call, by name.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "name", content = "payload")]
        #[cfg_attr(feature = "types", derive(tsify::Tsify))]
        pub enum Call { $($(#[$doc])* #[serde(rename = $name)] $variant($call),)* }

        crate::decode_tagged! { refuse Call by "name" in payload { $($variant),* } }

        /// A call's answer, by the call's name.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "name", content = "view")]
        #[cfg_attr(feature = "types", derive(tsify::Tsify))]
        pub enum Reply { $($(#[$doc])* #[serde(rename = $name)] $variant(view::$view),)* }

        /// The calls as a TypeScript type.
        pub const CALLS: &str = concat!(
            "/** An answer: what was asked for, or why not. */\n",
            "export type Answer<T> = { kind: \"ok\"; view: T } | { kind: \"failed\"; failure: Failure };\n\n",
            "/** Every call of the pages: its payload, and its answer. */\n",
            "export type Calls = {\n",
            $("    ", $name, ": (payload: ", stringify!($call), ") => Answer<", stringify!($view), ">;\n",)*
            "};\n",
        );

        /// The names of all calls.
        pub const CALL_NAMES: &[&str] = &[$($name),*];
    };
}

calls! {
    /// Opens the panel.
    Panel "panel": PanelCall => PanelView,
    /// Searches records to link.
    Search "search": SearchCall => SearchView,
    /// Links records.
    Link "link": LinkCall => LinkView,
    /// Unlinks records.
    Unlink "unlink": UnlinkCall => UnlinkView,
    /// Opens the create form.
    CreateForm "createForm": CreateFormCall => FormView,
    /// Looks for records for a lookup field.
    Lookup "lookup": LookupCall => LookupView,
    /// Creates a record.
    Create "create": CreateCall => CreateView,
    /// Opens a record's details.
    Details "details": DetailsCall => DetailsView,
    /// Shows the connection.
    Connection "connection": ConnectionCall => ConnectionView,
    /// Connects an org.
    Connect "connect": ConnectCall => ConnectionView,
    /// Tries the connection.
    TestConnection "testConnection": TestConnectionCall => ConnectionView,
    /// Disconnects the org.
    Disconnect "disconnect": DisconnectCall => ConnectionView,
    /// Shows what is configured.
    Configuration "configuration": ConfigurationCall => ConfigurationView,
}
