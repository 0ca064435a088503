//! Salesforce's addresses: the only ones that Weftline sends anything to.

use std::collections::BTreeMap;
use std::fmt;

use weftline_wire::failure::{Failure, FailureCode};

/// An address of Salesforce, canonical: `https`, a host in lower case, nothing else.
///
/// Forge compares a request's address with the manifest as text, and a backslash fools it; what is an `Address` means
/// the same to every reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

/// Why a text is no address of Salesforce. Says what to use instead where that can be derived.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is nothing.
    #[error("give the address of the org, like `https://acme.my.salesforce.com`")]
    Empty,
    /// It is not `https`.
    #[error("only https is used{}", Use(suggestion))]
    NotHttps {
        /// What to use.
        suggestion: Option<Address>,
    },
    /// It holds a user name or password.
    #[error(
        "leave out what stands before the `@`: a user name or password has no place in an address{}",
        Use(suggestion)
    )]
    Credentials {
        /// What to use.
        suggestion: Option<Address>,
    },
    /// It names a port.
    #[error("leave out the port{}", Use(suggestion))]
    Port {
        /// What to use.
        suggestion: Option<Address>,
    },
    /// It goes on after the host.
    #[error("leave out what stands after the host{}", Use(suggestion))]
    Path {
        /// What to use.
        suggestion: Option<Address>,
    },
    /// It is an address of the org, but not the one for its API.
    #[error("this is the address of pages{}", Use(suggestion))]
    Pages {
        /// What to use.
        suggestion: Option<Address>,
    },
    /// It is the host of one of Salesforce's instances.
    #[error(
        "this address may change when Salesforce moves the org: use its My Domain, like `https://acme.my.salesforce.com`, which is in Setup under My Domain"
    )]
    Instance,
    /// It is for logging in only, and the org's own address is needed.
    #[error("`{0}` is for logging in only: use the org's My Domain, like `https://acme.my.salesforce.com`")]
    LoginOnly(String),
    /// It cannot be the name of a host.
    #[error("this is not an address: give one like `https://acme.my.salesforce.com`")]
    Malformed,
    /// It belongs to someone else.
    #[error("this is not an address of Salesforce: give one like `https://acme.my.salesforce.com`")]
    Foreign,
}

struct Use<'a>(&'a Option<Address>);

impl fmt::Display for Use<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => write!(f, ": use `{address}`"),
            None => f.write_str(", as in `https://acme.my.salesforce.com`"),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const SCHEME: &str = "https://";
const MY_DOMAIN: &str = ".my.salesforce.com";
/// Hosts of an org's pages; what stands before them is the same as in its My Domain.
const PAGES: [&str; 3] = [".lightning.force.com", ".my.salesforce-setup.com", ".my.site.com"];

impl Address {
    /// Reads where to log in: `login.salesforce.com`, `test.salesforce.com`, or an org's My Domain; in any case, with
    /// or without `https://` and a slash at the end.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse_login(text: &str) -> Result<Self, AddressError> {
        parse(text, true)
    }

    /// Reads an org's address: its My Domain, like `https://acme--dev.sandbox.my.salesforce.com`.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse_instance(text: &str) -> Result<Self, AddressError> {
        parse(text, false)
    }

    /// `https://` and the host.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.strip_prefix(SCHEME).unwrap_or(&self.0)
    }

    /// Whether it is an org's own address. Client credentials work nowhere else.
    #[must_use]
    pub fn is_my_domain(&self) -> bool {
        self.0.ends_with(MY_DOMAIN)
    }
}

impl AddressError {
    /// The address to use instead, where it can be derived.
    #[must_use]
    pub fn suggestion(&self) -> Option<&Address> {
        match self {
            AddressError::NotHttps { suggestion }
            | AddressError::Credentials { suggestion }
            | AddressError::Port { suggestion }
            | AddressError::Path { suggestion }
            | AddressError::Pages { suggestion } => suggestion.as_ref(),
            AddressError::Empty
            | AddressError::Instance
            | AddressError::LoginOnly(_)
            | AddressError::Malformed
            | AddressError::Foreign => None,
        }
    }

    /// As a page is told; the value `suggestion` holds the address to use.
    #[must_use]
    pub fn to_failure(&self) -> Failure {
        let mut values = BTreeMap::new();
        if let Some(address) = self.suggestion() {
            values.insert("suggestion".to_owned(), address.0.clone());
        }
        Failure {
            code: FailureCode::HostRefused,
            text: self.to_string(),
            values,
            retryable: false,
            retry_after_ms: None,
        }
    }
}

fn parse(text: &str, login: bool) -> Result<Address, AddressError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Err(AddressError::Malformed);
    }
    let text = text.to_ascii_lowercase();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, text.as_str()),
    };
    let (authority, path) = match rest.find(['/', '?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (credentials, authority) = match authority.rsplit_once('@') {
        Some((_, authority)) => (true, authority),
        None => (false, authority),
    };
    let (host, port) = match authority.split_once(':') {
        Some((host, _)) => (host, true),
        None => (authority, false),
    };
    let parsed = read_host(host, login);
    let suggestion = || match &parsed {
        Ok(address) => Some(address.clone()),
        Err(error) => error.suggestion().cloned(),
    };
    match scheme {
        None | Some("https") => {}
        Some("http") => return Err(AddressError::NotHttps { suggestion: suggestion() }),
        Some(_) => return Err(AddressError::Malformed),
    }
    if credentials {
        return Err(AddressError::Credentials { suggestion: suggestion() });
    }
    if port {
        return Err(AddressError::Port { suggestion: suggestion() });
    }
    if parsed.is_ok() && !path.bytes().all(|byte| byte == b'/') {
        return Err(AddressError::Path { suggestion: suggestion() });
    }
    parsed
}

fn read_host(host: &str, login: bool) -> Result<Address, AddressError> {
    if !is_host(host) {
        return Err(AddressError::Malformed);
    }
    if matches!(host, "login.salesforce.com" | "test.salesforce.com") {
        return if login { Ok(address(host)) } else { Err(AddressError::LoginOnly([SCHEME, host].concat())) };
    }
    if host.strip_suffix(MY_DOMAIN).is_some() {
        return Ok(address(host));
    }
    for pages in PAGES {
        if let Some(name) = host.strip_suffix(pages) {
            return Err(AddressError::Pages { suggestion: Some(address(&[name, MY_DOMAIN].concat())) });
        }
    }
    if let Some(name) = host.strip_suffix(".salesforce.com")
        && is_instance(name)
    {
        return Err(AddressError::Instance);
    }
    Err(AddressError::Foreign)
}

/// A bare word with a dot at neither end: labels of letters, digits and inner hyphens.
fn is_host(host: &str) -> bool {
    host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

/// Hosts like `na139`, `eu5`, `cs42`, `usa540`.
fn is_instance(name: &str) -> bool {
    let letters = name.trim_end_matches(|character: char| character.is_ascii_digit());
    (2..=4).contains(&letters.len())
        && letters.len() < name.len()
        && letters.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn address(host: &str) -> Address {
    Address([SCHEME, host].concat())
}
