//! A session: where the API is, which version of it, and the right to use it.

use std::fmt;

use crate::address::Address;

/// A version of the REST API, like `v62.0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiVersion(String);

impl ApiVersion {
    /// The version Weftline is made for: Winter '25.
    #[must_use]
    pub fn pinned() -> Self {
        ApiVersion("v62.0".to_owned())
    }

    /// Reads a version, with or without the `v`. None when it is no version.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.strip_prefix('v').unwrap_or(text);
        let major = number.strip_suffix(".0")?;
        if major.is_empty() || major.len() > 3 || !major.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(ApiVersion(["v", number].concat()))
    }

    /// As in addresses: `v62.0`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a request to the API needs. Its `Debug` does not show the token.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The org's address.
    pub address: Address,
    /// The API's version.
    pub api_version: ApiVersion,
    /// The access token.
    pub access_token: String,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("address", &self.address)
            .field("api_version", &self.api_version)
            .finish_non_exhaustive()
    }
}
