//! XML as SOAP 1.1 allows it in a message: no document type, no processing instructions, no entities but the five that
//! every reader knows. What is not well-formed is refused, and so is what nests or repeats without measure.
//! <https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383491>, <https://www.w3.org/TR/xml-names/>

/// How deep elements may nest: an outbound message has six levels.
const DEPTH_MAX: usize = 24;

/// Attributes of an element, and namespaces that are in scope at a time.
const ATTRIBUTES_MAX: usize = 32;
const SCOPE_MAX: usize = 128;

/// The namespace that the prefix `xml` stands for.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Why a text is no such document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum XmlError {
    Truncated,
    Malformed,
    Unbalanced,
    Prefix,
    DocumentType,
    Instruction,
    Entity,
    Measure,
}

impl XmlError {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Truncated => "the document breaks off",
            Self::Malformed => "the document is not well-formed",
            Self::Unbalanced => "an element is not closed by its own tag",
            Self::Prefix => "a namespace prefix is not declared",
            Self::DocumentType => "a document type is not allowed",
            Self::Instruction => "processing instructions are not allowed",
            Self::Entity => "an entity is not one of the five predefined ones",
            Self::Measure => "elements nest too deep, or declare too much",
        }
    }
}

/// A name with its namespace; empty where it has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) space: String,
    pub(super) local: String,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// An element begins.
    Open {
        name: Name,
        /// Its attributes, without declarations of namespaces.
        attributes: Vec<(Name, String)>,
    },
    /// Text within the element that began last and has not ended.
    Text(String),
    /// That element ends.
    Close,
    /// The document is over.
    End,
}

/// An element that has not ended: its name as it is written, and how many namespaces were in scope outside of it.
struct Opened<'a> {
    written: &'a str,
    scope: usize,
}

/// Reads a document from its beginning to its end.
pub(super) struct Reader<'a> {
    rest: &'a str,
    opened: Vec<Opened<'a>>,
    scope: Vec<(&'a str, String)>,
    /// An element without content still has to end.
    closes: bool,
    /// Whether the only element at the top was there.
    rooted: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, XmlError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.chars().all(is_character) {
            return Err(XmlError::Malformed);
        }
        let rest = match text.strip_prefix("<?xml") {
            Some(declared) if declared.starts_with(is_space) => declaration(declared)?,
            _ => text,
        };
        Ok(Self { rest, opened: Vec::new(), scope: Vec::new(), closes: false, rooted: false })
    }

    pub(super) fn next(&mut self) -> Result<Event, XmlError> {
        if self.closes {
            self.closes = false;
            return self.close();
        }
        loop {
            if self.rest.is_empty() {
                return if self.opened.is_empty() && self.rooted { Ok(Event::End) } else { Err(XmlError::Truncated) };
            }
            if let Some(rest) = self.rest.strip_prefix("<!--") {
                let (_, rest) = rest.split_once("--").ok_or(XmlError::Truncated)?;
                self.rest = rest.strip_prefix('>').ok_or(XmlError::Malformed)?;
            } else if let Some(rest) = self.rest.strip_prefix("<![CDATA[") {
                let (text, rest) = rest.split_once("]]>").ok_or(XmlError::Truncated)?;
                self.rest = rest;
                return if self.opened.is_empty() {
                    Err(XmlError::Malformed)
                } else {
                    Ok(Event::Text(text.to_owned()))
                };
            } else if self.rest.starts_with("<!") {
                return Err(XmlError::DocumentType);
            } else if self.rest.starts_with("<?") {
                return Err(XmlError::Instruction);
            } else if let Some(rest) = self.rest.strip_prefix("</") {
                let (written, rest) = rest.split_once('>').ok_or(XmlError::Truncated)?;
                let opened = self.opened.last().ok_or(XmlError::Unbalanced)?;
                if written.trim_end_matches(is_space) != opened.written {
                    return Err(XmlError::Unbalanced);
                }
                self.rest = rest;
                return self.close();
            } else if let Some(rest) = self.rest.strip_prefix('<') {
                return self.open(rest);
            } else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                if !self.opened.is_empty() {
                    // A literal `]]>` is only allowed as the end of a CDATA section.
                    return if text.contains("]]>") {
                        Err(XmlError::Malformed)
                    } else {
                        Ok(Event::Text(unescape(text)?))
                    };
                }
                if !text.chars().all(is_space) {
                    return Err(XmlError::Malformed);
                }
            }
        }
    }

    /// What a qualified name in a value stands for, like that of `xsi:type`.
    pub(super) fn resolve(&self, written: &str) -> Result<Name, XmlError> {
        self.name(written, true)
    }

    fn open(&mut self, rest: &'a str) -> Result<Event, XmlError> {
        if self.opened.is_empty() && self.rooted {
            return Err(XmlError::Malformed);
        }
        if self.opened.len() == DEPTH_MAX {
            return Err(XmlError::Measure);
        }
        let (written, mut rest) = take_name(rest)?;
        let scope = self.scope.len();
        let mut given: Vec<(&'a str, String)> = Vec::new();
        loop {
            let after = rest.trim_start_matches(is_space);
            if let Some(after) = after.strip_prefix('>') {
                rest = after;
                break;
            }
            if let Some(after) = after.strip_prefix("/>") {
                (rest, self.closes) = (after, true);
                break;
            }
            if after.len() == rest.len() {
                return Err(if rest.is_empty() { XmlError::Truncated } else { XmlError::Malformed });
            }
            let (name, value, after) = attribute(after)?;
            rest = after;
            if given.len() == ATTRIBUTES_MAX {
                return Err(XmlError::Measure);
            }
            if given.iter().any(|(other, _)| *other == name) {
                return Err(XmlError::Malformed);
            }
            given.push((name, value));
        }
        let mut others = Vec::with_capacity(given.len());
        for (name, value) in given {
            match (name, name.strip_prefix("xmlns:")) {
                ("xmlns", _) => self.declare("", value)?,
                (_, Some("xml" | "xmlns")) => return Err(XmlError::Prefix),
                (_, Some(_)) if value.is_empty() => return Err(XmlError::Prefix),
                (_, Some(prefix)) => self.declare(prefix, value)?,
                _ => others.push((name, value)),
            }
        }
        let name = self.name(written, true)?;
        let mut attributes: Vec<(Name, String)> = Vec::with_capacity(others.len());
        for (written, value) in others {
            let name = self.name(written, false)?;
            if attributes.iter().any(|(other, _)| *other == name) {
                return Err(XmlError::Malformed);
            }
            attributes.push((name, value));
        }
        self.opened.push(Opened { written, scope });
        (self.rest, self.rooted) = (rest, true);
        Ok(Event::Open { name, attributes })
    }

    fn close(&mut self) -> Result<Event, XmlError> {
        let opened = self.opened.pop().ok_or(XmlError::Unbalanced)?;
        self.scope.truncate(opened.scope);
        Ok(Event::Close)
    }

    fn declare(&mut self, prefix: &'a str, space: String) -> Result<(), XmlError> {
        if self.scope.len() == SCOPE_MAX {
            return Err(XmlError::Measure);
        }
        self.scope.push((prefix, space));
        Ok(())
    }

    /// A name with the namespace that its prefix stands for; without a prefix it is the default one, for elements.
    fn name(&self, written: &str, takes_default: bool) -> Result<Name, XmlError> {
        let (prefix, local) = match written.split_once(':') {
            None => ("", written),
            Some((prefix, local)) if !prefix.is_empty() && !local.is_empty() && !local.contains(':') => (prefix, local),
            Some(_) => return Err(XmlError::Prefix),
        };
        let declared = || self.scope.iter().rev().find(|(other, _)| *other == prefix).map(|(_, space)| space.as_str());
        let space = match prefix {
            "" if !takes_default => "",
            "" => declared().unwrap_or_default(),
            "xml" => XML,
            _ => declared().ok_or(XmlError::Prefix)?,
        };
        Ok(Name { space: space.to_owned(), local: local.to_owned() })
    }
}

/// What is behind an XML declaration. The text has been decoded before, so what it says of that does not matter.
fn declaration(declared: &str) -> Result<&str, XmlError> {
    let (words, rest) = declared.split_once("?>").ok_or(XmlError::Truncated)?;
    if words.contains('<') || !words.trim_start_matches(is_space).starts_with("version") {
        return Err(XmlError::Malformed);
    }
    Ok(rest)
}

fn take_name(rest: &str) -> Result<(&str, &str), XmlError> {
    let end = rest.find(|c: char| !is_name(c)).ok_or(XmlError::Truncated)?;
    let (name, rest) = rest.split_at(end);
    let begins = |c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.' | '\u{b7}');
    if name.starts_with(begins) { Ok((name, rest)) } else { Err(XmlError::Malformed) }
}

fn attribute(rest: &str) -> Result<(&str, String, &str), XmlError> {
    let (name, rest) = take_name(rest)?;
    let rest = rest.trim_start_matches(is_space).strip_prefix('=').ok_or(XmlError::Malformed)?;
    let rest = rest.trim_start_matches(is_space);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')).ok_or(XmlError::Malformed)?;
    let (value, rest) = rest.get(1..).and_then(|rest| rest.split_once(quote)).ok_or(XmlError::Truncated)?;
    if value.contains('<') {
        return Err(XmlError::Malformed);
    }
    Ok((name, unescape(value)?, rest))
}

/// Text with its references replaced.
fn unescape(text: &str) -> Result<String, XmlError> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (reference, behind) = after.split_once(';').ok_or(XmlError::Entity)?;
        plain.push_str(before);
        plain.push(referred(reference)?);
        rest = behind;
    }
    plain.push_str(rest);
    Ok(plain)
}

fn referred(reference: &str) -> Result<char, XmlError> {
    let number = |digits: &str, radix: u32| {
        let all_digits = !digits.is_empty() && digits.len() <= 8 && digits.chars().all(|digit| digit.is_digit(radix));
        let code = if all_digits { u32::from_str_radix(digits, radix).ok() } else { None };
        code.and_then(char::from_u32).filter(|character| is_character(*character)).ok_or(XmlError::Malformed)
    };
    match reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => match (reference.strip_prefix("#x"), reference.strip_prefix('#')) {
            (Some(digits), _) => number(digits, 16),
            (None, Some(digits)) => number(digits, 10),
            (None, None) => Err(XmlError::Entity),
        },
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.' | '\u{b7}') || c >= '\u{c0}'
}

/// <https://www.w3.org/TR/xml/#charsets>
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
