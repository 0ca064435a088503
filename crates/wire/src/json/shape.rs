//! Objects and enums, by tables of their members.

use super::{Decode, Reader, Result, Unreadable};

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The name, in snake case; in the text it is in camel case.
    pub name: &'static str,
    /// Whether it may be missing whatever its type.
    pub optional: bool,
}

/// What becomes of a member that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// It is refused: what pages and the host send.
    Refused,
    /// It is passed over: what is stored, perhaps by a newer version, and what other systems send.
    Ignored,
}

/// How the words of an enum are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `likeThis`
    Camel,
    /// `likethis`
    Lower,
    /// `LIKETHIS`
    Upper,
}

impl Reader<'_> {
    /// One of the words, by its position; none when it is another.
    ///
    /// # Errors
    /// If there is no string.
    pub fn word(&mut self, names: &[&str], case: Case) -> Result<Option<usize>> {
        let word = self.string()?;
        Ok(names.iter().position(|name| match case {
            Case::Camel => is_lower_camel(&word, name),
            Case::Lower => word.len() == name.len() && word.bytes().eq(name.bytes().map(|b| b.to_ascii_lowercase())),
            Case::Upper => word.len() == name.len() && word.bytes().eq(name.bytes().map(|b| b.to_ascii_uppercase())),
        }))
    }

    /// Which variant the object is of that comes next, by the word in its member `tag`. Nothing is taken.
    ///
    /// # Errors
    /// If there is no object with such a member, or the variant is not known.
    pub fn variant(&mut self, tag: &str, names: &[&str]) -> Result<usize> {
        if self.peek()? != b'{' {
            return Err(self.error("an object is expected"));
        }
        let start = self.at;
        self.open(b'{')?;
        let mut first = true;
        while let Some(key) = self.key(&mut first)? {
            if key != tag {
                self.skip()?;
                continue;
            }
            let Some(variant) = self.word(names, Case::Camel)? else {
                return Err(self.error("an unknown variant").within(tag));
            };
            self.at = start;
            return Ok(variant);
        }
        Err(self.wrong(["missing field `", tag, "`"].concat().into()))
    }
}

impl<'a> Reader<'a> {
    /// Reads an object into its members' places, which are in the order of `members`. The member `tag`, if one is
    /// named, was read before.
    ///
    /// # Errors
    /// If there is no object, a member cannot be read, is there twice, is missing, or is not known and refused.
    pub fn object(
        &mut self,
        tag: Option<&str>,
        members: &[Member],
        unknown: Unknown,
        places: &mut [&mut dyn Decode<'a>],
    ) -> Result<()> {
        self.enter(b'{', "an object is expected")?;
        let mut seen = 0_u64;
        let mut first = true;
        while let Some(key) = self.key(&mut first)? {
            let found = members.iter().position(|member| is_camel(&key, member.name));
            if let Some((index, place)) = found.and_then(|index| Some((index, places.get_mut(index)?))) {
                if seen & (1 << index) != 0 {
                    return Err(self.about("duplicate", &key));
                }
                seen |= 1 << index;
                place.decode(self).map_err(|error| error.within(&key))?;
            } else if unknown == Unknown::Ignored || tag == Some(&*key) {
                self.skip()?;
            } else {
                return Err(self.about("unknown", &key));
            }
        }
        self.depth -= 1;
        for (index, (member, place)) in members.iter().zip(places).enumerate() {
            if seen & (1 << index) == 0 && !member.optional && !place.may_be_missing() {
                return Err(self.about("missing", &camel(member.name)));
            }
        }
        Ok(())
    }

    fn about(&self, what: &str, member: &str) -> Box<Unreadable> {
        self.wrong([what, " field `", member, "`"].concat().into())
    }
}

impl Unreadable {
    pub(super) fn within(mut self: Box<Self>, member: &str) -> Box<Self> {
        let inner = std::mem::take(&mut self.path);
        self.path = if inner.is_empty() { member.to_owned() } else { [member, ".", &inner].concat() };
        self
    }
}

/// `name` in camel case.
fn camel(name: &str) -> String {
    let mut key = String::new();
    for (index, part) in name.split('_').enumerate() {
        let mut rest = part.chars();
        if index > 0 {
            key.extend(rest.next().map(|letter| letter.to_ascii_uppercase()));
        }
        key.push_str(rest.as_str());
    }
    key
}

/// Whether `key` is `name` in camel case.
fn is_camel(key: &str, name: &str) -> bool {
    let mut key = key.bytes();
    let mut upper = false;
    for byte in name.bytes() {
        if byte == b'_' {
            upper = true;
            continue;
        }
        let wanted = if std::mem::take(&mut upper) { byte.to_ascii_uppercase() } else { byte };
        if key.next() != Some(wanted) {
            return false;
        }
    }
    key.next().is_none()
}

/// Whether `word` is `name`, a variant's, with its first letter in lower case.
fn is_lower_camel(word: &str, name: &str) -> bool {
    let (mut word, mut name) = (word.bytes(), name.bytes());
    word.next() == name.next().map(|byte| byte.to_ascii_lowercase()) && word.eq(name)
}

/// Makes a struct one that is read from an object.
///
/// Members are named as in Rust and written in camel case; `name: "other"` has another name, `name: optional` may be
/// missing, `name: skipped` never comes. `refuse` refuses members that are not known, `ignore` passes over them.
/// `borrowing` is for a struct with the text's lifetime.
#[macro_export]
macro_rules! decode_object {
    ($policy:ident borrowing $name:ident { $($members:tt)* }) => {
        $crate::decode_object! { @impl $policy $name [$name<'de>] { $($members)* } }
    };
    ($policy:ident $name:ident { $($members:tt)* }) => {
        $crate::decode_object! { @impl $policy $name [$name] { $($members)* } }
    };
    (@impl $policy:ident $name:ident [$($type:tt)*] {
        $($field:ident $(: $rule:tt)?),* $(,)? $(; $($skipped:ident),*)?
    }) => {
        impl<'de> $crate::json::Decode<'de> for $($type)* {
            fn empty() -> Self {
                $name {
                    $($field: $crate::json::Decode::empty(),)*
                    $($($skipped: Default::default(),)*)?
                }
            }

            fn decode(&mut self, reader: &mut $crate::json::Reader<'de>) -> $crate::json::Result<()> {
                const MEMBERS: &[$crate::json::Member] = &[$($crate::decode_member!($field $($rule)?)),*];
                reader.object(None, MEMBERS, $crate::decode_policy!($policy), &mut [$(&mut self.$field),*])
            }
        }
    };
}

/// Makes an enum one that is read from an object whose member `tag` names the variant.
#[macro_export]
macro_rules! decode_tagged {
    ($policy:ident $name:ident by $tag:literal {
        $($variant:ident { $($field:ident $(: $rule:tt)?),* $(,)? }),* $(,)?
    }) => {
        impl<'de> $crate::json::Decode<'de> for $name {
            fn empty() -> Self {
                $crate::decode_tagged! { @first $($name::$variant { $($field: $crate::json::Decode::empty()),* },)* }
            }

            fn decode(&mut self, reader: &mut $crate::json::Reader<'de>) -> $crate::json::Result<()> {
                const EMPTY: &[fn() -> $name] = &[
                    $(|| $name::$variant { $($field: $crate::json::Decode::empty()),* }),*
                ];
                if let Some(empty) = EMPTY.get(reader.variant($tag, &[$(stringify!($variant)),*])?) {
                    *self = empty();
                }
                match self {
                    $($name::$variant { $($field),* } => {
                        const MEMBERS: &[$crate::json::Member] = &[$($crate::decode_member!($field $($rule)?)),*];
                        reader.object(Some($tag), MEMBERS, $crate::decode_policy!($policy), &mut [$($field),*])
                    })*
                }
            }
        }
    };
    ($policy:ident $name:ident by $tag:literal in $content:ident { $($variant:ident),* $(,)? }) => {
        impl<'de> $crate::json::Decode<'de> for $name {
            fn empty() -> Self {
                $crate::decode_tagged! { @first $($name::$variant($crate::json::Decode::empty()),)* }
            }

            fn decode(&mut self, reader: &mut $crate::json::Reader<'de>) -> $crate::json::Result<()> {
                const EMPTY: &[fn() -> $name] = &[$(|| $name::$variant($crate::json::Decode::empty())),*];
                const MEMBERS: &[$crate::json::Member] = &[$crate::decode_member!($content)];
                if let Some(empty) = EMPTY.get(reader.variant($tag, &[$(stringify!($variant)),*])?) {
                    *self = empty();
                }
                let content: &mut dyn $crate::json::Decode<'de> = match self {
                    $($name::$variant(content) => content,)*
                };
                reader.object(Some($tag), MEMBERS, $crate::decode_policy!($policy), &mut [content])
            }
        }
    };
    (@first $first:expr, $($other:expr,)*) => { $first };
}

/// Makes an enum one that is read from a word, in camel case unless `lowercase`; `else` takes all other words.
#[macro_export]
macro_rules! decode_words {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        $crate::decode_words! { @impl $name Camel { $($variant),* } }
    };
    ($name:ident lowercase else $other:ident { $($variant:ident),* $(,)? }) => {
        $crate::decode_words! { @impl $name Lower else $other { $($variant),* } }
    };
    (@impl $name:ident $case:ident $(else $other:ident)? { $first:ident $(, $variant:ident)* }) => {
        impl $crate::json::Decode<'_> for $name {
            fn empty() -> Self {
                $name::$first
            }

            fn decode(&mut self, reader: &mut $crate::json::Reader<'_>) -> $crate::json::Result<()> {
                const NAMES: &[&str] = &[stringify!($first) $(, stringify!($variant))*];
                const VALUES: &[$name] = &[$name::$first $(, $name::$variant)*];
                let value = reader.word(NAMES, $crate::json::Case::$case)?.and_then(|index| VALUES.get(index));
                $(let value = value.or(Some(&$name::$other));)?
                *self = *value.ok_or_else(|| reader.error("an unknown word"))?;
                Ok(())
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! decode_member {
    ($field:ident) => {
        $crate::json::Member { name: stringify!($field), optional: false }
    };
    ($field:ident optional) => {
        $crate::json::Member { name: stringify!($field), optional: true }
    };
    ($field:ident $name:literal) => {
        $crate::json::Member { name: $name, optional: false }
    };
    ($field:ident ($name:literal optional)) => {
        $crate::json::Member { name: $name, optional: true }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! decode_policy {
    (refuse) => {
        $crate::json::Unknown::Refused
    };
    (ignore) => {
        $crate::json::Unknown::Ignored
    };
}
