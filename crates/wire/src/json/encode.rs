//! Types that are written as JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::block;
use super::{Case, Json, Member, Raw};

/// A type that is written as JSON.
pub trait Encode {
    /// Writes the value.
    fn encode(&self, writer: &mut Writer);
}

/// Writes JSON: compact, members in the order in which they are declared.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    blobs: Vec<Vec<u8>>,
}

/// The value as JSON text.
#[must_use]
pub fn to_string(value: &dyn Encode) -> String {
    let mut writer = Writer::default();
    value.encode(&mut writer);
    writer.text
}

/// The value as JSON text, and the bytes that travel beside it: in the text there is their position.
#[must_use]
pub fn to_parts(value: &dyn Encode) -> (String, Vec<Vec<u8>>) {
    let mut writer = Writer::default();
    value.encode(&mut writer);
    (writer.text, writer.blobs)
}

impl Writer {
    /// A writer with room for so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Writer {
        Writer { text: String::with_capacity(bytes), blobs: Vec::new() }
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// A string.
    pub fn string(&mut self, value: &str) {
        self.text.push('"');
        let mut rest = value;
        while let Some(at) = block::plain_end(rest.as_bytes()) {
            let (plain, from) = rest.split_at(at);
            self.text.push_str(plain);
            let byte = from.bytes().next().unwrap_or_default();
            self.escape(byte);
            rest = from.get(1..).unwrap_or_default();
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            8 => "\\b",
            12 => "\\f",
            _ => {
                self.text.push_str("\\u00");
                for nibble in [byte >> 4, byte & 15] {
                    self.text.push(char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }));
                }
                return;
            }
        };
        self.text.push_str(short);
    }

    /// A whole number.
    pub fn whole(&mut self, mut value: u64) {
        let mut digits = [b'0'; 20];
        let mut from = digits.len();
        for (place, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' + (value % 10) as u8;
            value /= 10;
            from = place;
            if value == 0 {
                break;
            }
        }
        let digits = digits.get(from..).unwrap_or_default();
        self.text.extend(digits.iter().map(|&digit| char::from(digit)));
    }

    /// One of the words of an enum.
    pub fn word(&mut self, name: &str, case: Case) {
        self.text.push('"');
        match case {
            Case::Camel => self.lower_camel(name),
            Case::Lower => self.text.extend(name.bytes().map(|byte| char::from(byte.to_ascii_lowercase()))),
            Case::Upper => self.text.extend(name.bytes().map(|byte| char::from(byte.to_ascii_uppercase()))),
        }
        self.text.push('"');
    }

    /// An object: the tags, which are words of enums, then the members.
    pub fn object(&mut self, tags: &[(&str, &str)], members: &[Member], values: &[&dyn Encode]) {
        self.text.push('{');
        for (index, (tag, variant)) in tags.iter().enumerate() {
            self.separate(index);
            self.member(tag);
            self.word(variant, Case::Camel);
        }
        for (index, (member, value)) in members.iter().zip(values).enumerate() {
            self.separate(index + tags.len());
            self.member(member.name);
            value.encode(self);
        }
        self.text.push('}');
    }

    /// An array of `length` items; `item` writes the one at a position.
    pub fn array(&mut self, length: usize, item: &mut dyn FnMut(&mut Self, usize)) {
        self.text.push('[');
        for index in 0..length {
            self.separate(index);
            item(self, index);
        }
        self.text.push(']');
    }

    /// A member's name, in camel case, and the colon.
    pub fn member(&mut self, name: &str) {
        self.text.push('"');
        for (index, part) in name.split('_').enumerate() {
            let mut rest = part.chars();
            if index > 0 {
                self.text.extend(rest.next().map(|letter| letter.to_ascii_uppercase()));
            }
            self.text.push_str(rest.as_str());
        }
        self.text.push_str("\":");
    }

    /// Keeps bytes that travel beside the text; their position is written.
    pub fn blob(&mut self, bytes: &[u8]) {
        self.whole(self.blobs.len() as u64);
        self.blobs.push(bytes.to_vec());
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.text.push(',');
        }
    }

    fn lower_camel(&mut self, name: &str) {
        let mut rest = name.chars();
        self.text.extend(rest.next().map(|letter| letter.to_ascii_lowercase()));
        self.text.push_str(rest.as_str());
    }
}

impl Encode for String {
    fn encode(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Encode for &str {
    fn encode(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Encode for Cow<'_, str> {
    fn encode(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Encode for Raw<'_> {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(self.get());
    }
}

impl Encode for Json {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(self.get());
    }
}

impl Encode for bool {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(if *self { "true" } else { "false" });
    }
}

impl Encode for f64 {
    /// What is no number is written as `null`, as `JSON.stringify` does.
    fn encode(&self, writer: &mut Writer) {
        match serde_json::Number::from_f64(*self) {
            Some(number) => writer.raw(&number.to_string()),
            None => writer.raw("null"),
        }
    }
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Encode for $type {
            fn encode(&self, writer: &mut Writer) {
                writer.whole(*self as u64);
            }
        }
    )*};
}

whole! { u8 u16 u32 u64 usize }

impl Encode for i32 {
    fn encode(&self, writer: &mut Writer) {
        if *self < 0 {
            writer.raw("-");
        }
        writer.whole(u64::from(self.unsigned_abs()));
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, writer: &mut Writer) {
        (**self).encode(writer);
    }
}

impl<T: Encode> Encode for Box<T> {
    fn encode(&self, writer: &mut Writer) {
        (**self).encode(writer);
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.encode(writer),
            None => writer.raw("null"),
        }
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, writer: &mut Writer) {
        writer.array(self.len(), &mut |writer, index| {
            if let Some(item) = self.get(index) {
                item.encode(writer);
            }
        });
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, writer: &mut Writer) {
        self.as_slice().encode(writer);
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, writer: &mut Writer) {
        writer.text.push('{');
        for (index, (key, value)) in self.iter().enumerate() {
            writer.separate(index);
            writer.string(key);
            writer.text.push(':');
            value.encode(writer);
        }
        writer.text.push('}');
    }
}

/// Two strings in an array: a header.
impl Encode for (String, String) {
    fn encode(&self, writer: &mut Writer) {
        [&self.0, &self.1].as_slice().encode(writer);
    }
}

/// Makes a struct one that is written as an object. Members as for [`crate::decode_object`].
#[macro_export]
macro_rules! encode_object {
    ($name:ident { $($field:ident $(: $rule:tt)?),* $(,)? $(; $($skipped:ident),*)? }) => {
        impl $crate::json::Encode for $name {
            fn encode(&self, writer: &mut $crate::json::Writer) {
                const MEMBERS: &[$crate::json::Member] = &[$($crate::decode_member!($field $($rule)?)),*];
                writer.object(&[], MEMBERS, &[$(&self.$field),*]);
            }
        }
    };
}

/// Makes an enum one that is written as an object whose member `tag` names the variant.
#[macro_export]
macro_rules! encode_tagged {
    (within $name:ident by $tag:literal { $($variant:ident { $($field:ident),* $(,)? }),* $(,)? }) => {
        impl $name {
            /// Writes the value with tags before its own: it is a variant of something.
            fn encode_within(&self, tags: &[(&str, &str)], writer: &mut $crate::json::Writer) {
                let mut tags = tags.to_vec();
                match self {
                    $($name::$variant { $($field),* } => {
                        const MEMBERS: &[$crate::json::Member] = &[$($crate::decode_member!($field)),*];
                        tags.push(($tag, stringify!($variant)));
                        writer.object(&tags, MEMBERS, &[$($field),*]);
                    })*
                }
            }
        }
    };
    ($name:ident by $tag:literal {
        $($variant:ident { $($field:ident $(: $rule:tt)?),* $(,)? }),* $(,)?
    }) => {
        impl $crate::json::Encode for $name {
            fn encode(&self, writer: &mut $crate::json::Writer) {
                match self {
                    $($name::$variant { $($field),* } => {
                        const MEMBERS: &[$crate::json::Member] = &[$($crate::decode_member!($field $($rule)?)),*];
                        writer.object(&[($tag, stringify!($variant))], MEMBERS, &[$($field),*]);
                    })*
                }
            }
        }
    };
    ($name:ident by $tag:literal in $content:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::json::Encode for $name {
            fn encode(&self, writer: &mut $crate::json::Writer) {
                const MEMBERS: &[$crate::json::Member] = &[$crate::decode_member!($content)];
                let (variant, content): (&str, &dyn $crate::json::Encode) = match self {
                    $($name::$variant(content) => (stringify!($variant), content),)*
                };
                writer.object(&[($tag, variant)], MEMBERS, &[content]);
            }
        }
    };
}

/// Makes an enum one that is written as a word, in camel case unless another is named.
#[macro_export]
macro_rules! encode_words {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        $crate::encode_words! { $name Camel { $($variant),* } }
    };
    ($name:ident lowercase else $other:ident { $($variant:ident),* $(,)? }) => {
        $crate::encode_words! { $name Lower { $($variant,)* $other } }
    };
    ($name:ident $case:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::json::Encode for $name {
            fn encode(&self, writer: &mut $crate::json::Writer) {
                let name = match self {
                    $($name::$variant => stringify!($variant),)*
                };
                writer.word(name, $crate::json::Case::$case);
            }
        }
    };
}

/// A struct that is read and written: [`crate::decode_object`] and [`crate::encode_object`].
#[macro_export]
macro_rules! json_object {
    ($policy:ident $name:ident { $($members:tt)* }) => {
        $crate::decode_object! { $policy $name { $($members)* } }
        $crate::encode_object! { $name { $($members)* } }
    };
}

/// An enum that is read and written: [`crate::decode_tagged`] and [`crate::encode_tagged`].
#[macro_export]
macro_rules! json_tagged {
    ($policy:ident $name:ident by $($rest:tt)*) => {
        $crate::decode_tagged! { $policy $name by $($rest)* }
        $crate::encode_tagged! { $name by $($rest)* }
    };
}

/// An enum that is read and written as a word: [`crate::decode_words`] and [`crate::encode_words`].
#[macro_export]
macro_rules! json_words {
    ($($tokens:tt)*) => {
        $crate::decode_words! { $($tokens)* }
        $crate::encode_words! { $($tokens)* }
    };
}
