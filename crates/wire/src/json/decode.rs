//! Types that are read from JSON.

use std::collections::BTreeMap;

use super::{DEPTH_MAX, Reader, Result};

/// A type that is read from JSON: begun empty, then filled in place, so that whoever fills it needs not know it.
pub trait Decode<'a> {
    /// What a value is before it is read.
    fn empty() -> Self
    where
        Self: Sized;

    /// Reads the value.
    ///
    /// # Errors
    /// If the text has none.
    fn decode(&mut self, reader: &mut Reader<'a>) -> Result<()>;

    /// Whether an object may lack a member of this type: it stays empty.
    fn may_be_missing(&self) -> bool {
        false
    }
}

/// A value as it is written: checked to be JSON, or lazily passed over, as the reader does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    /// The text.
    #[must_use]
    pub fn get(self) -> &'a str {
        self.0
    }
}

/// The same, kept beyond the text it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(Box<str>);

impl Json {
    /// Takes a text that is JSON.
    ///
    /// # Errors
    /// If it is not.
    pub fn parse(text: &str) -> Result<Self> {
        super::from_str(text)
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let value: &serde_json::value::RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        value.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Json {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let value = Box::<serde_json::value::RawValue>::deserialize(deserializer)?;
        Ok(Self(value.get().into()))
    }
}

impl<'a> Decode<'a> for Raw<'a> {
    fn empty() -> Self {
        Raw("null")
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        self.0 = reader.raw()?;
        Ok(())
    }
}

impl Decode<'_> for String {
    fn empty() -> Self {
        String::new()
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        *self = reader.string()?.into_owned();
        Ok(())
    }
}

impl<'a> Decode<'a> for std::borrow::Cow<'a, str> {
    fn empty() -> Self {
        Self::Borrowed("")
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        *self = reader.string()?;
        Ok(())
    }
}

impl Decode<'_> for bool {
    fn empty() -> Self {
        false
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        *self = match reader.peek()? {
            b't' | b'f' => reader.scalar()? == "true",
            _ => return Err(reader.error("`true` or `false` is expected")),
        };
        Ok(())
    }
}

impl Decode<'_> for f64 {
    fn empty() -> Self {
        0.0
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        *self = reader.number()?;
        Ok(())
    }
}

impl Decode<'_> for Json {
    fn empty() -> Self {
        Json("null".into())
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        self.0 = reader.raw()?.into();
        Ok(())
    }
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Decode<'_> for $type {
            fn empty() -> Self {
                0
            }

            fn decode(&mut self, reader: &mut Reader<'_>) -> Result<()> {
                *self = reader.whole(u64::from(Self::MAX))? as Self;
                Ok(())
            }
        }
    )*};
}

whole! { u8 u16 u32 u64 }

impl Decode<'_> for i32 {
    fn empty() -> Self {
        0
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let number = reader.number()?;
        *self = number as i32;
        if f64::from(*self) == number { Ok(()) } else { Err(reader.error("a whole number of 32 bits is expected")) }
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Option<T> {
    fn empty() -> Self {
        None
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        if reader.null()? {
            *self = None;
            return Ok(());
        }
        self.insert(T::empty()).decode(reader)
    }

    fn may_be_missing(&self) -> bool {
        true
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Vec<T> {
    fn empty() -> Self {
        Vec::new()
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        reader.items(&mut |reader| {
            let mut item = T::empty();
            item.decode(reader)?;
            self.push(item);
            Ok(())
        })
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for BTreeMap<String, T> {
    fn empty() -> Self {
        BTreeMap::new()
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        reader.entries(&mut |key, reader| {
            let mut value = T::empty();
            value.decode(reader).map_err(|error| error.within(&key))?;
            self.insert(key.into_owned(), value);
            Ok(())
        })
    }
}

/// Two strings in an array: a header.
impl Decode<'_> for (String, String) {
    fn empty() -> Self {
        (String::new(), String::new())
    }

    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let mut parts = [&mut self.0, &mut self.1].into_iter();
        reader.items(&mut |reader| match parts.next() {
            Some(part) => part.decode(reader),
            None => Err(reader.error("two strings are expected")),
        })?;
        match parts.next() {
            None => Ok(()),
            Some(_) => Err(reader.error("two strings are expected")),
        }
    }
}

impl<'a> Reader<'a> {
    /// A value as it is written.
    ///
    /// # Errors
    /// If there is none.
    pub fn raw(&mut self) -> Result<&'a str> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        self.part(start, self.at)
    }

    /// Takes a `null`, if there is one.
    ///
    /// # Errors
    /// If there is no value.
    pub fn null(&mut self) -> Result<bool> {
        Ok(self.peek()? == b'n' && self.scalar()? == "null")
    }

    /// A number.
    ///
    /// # Errors
    /// If there is none, or one beyond what a double holds.
    pub fn number(&mut self) -> Result<f64> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => {
                let word = self.scalar()?;
                match word.parse::<f64>() {
                    Ok(number) if number.is_finite() => Ok(number),
                    _ => Err(self.error("a number is out of range")),
                }
            }
            _ => Err(self.error("a number is expected")),
        }
    }

    /// A whole number from 0.
    pub(super) fn whole(&mut self, max: u64) -> Result<u64> {
        let word = match self.peek()? {
            b'0'..=b'9' => self.scalar()?,
            _ => return Err(self.error("a whole number is expected")),
        };
        let number = word.bytes().try_fold(0_u64, |number, byte| {
            let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
            number.checked_mul(10)?.checked_add(digit)
        });
        number.filter(|number| *number <= max).ok_or_else(|| self.error("a whole number is expected, and not so large"))
    }

    /// The items of an array, each read by `item`.
    ///
    /// # Errors
    /// If there is no array, or an item cannot be read.
    pub fn items(&mut self, item: &mut dyn FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.enter(b'[', "an array is expected")?;
        let mut first = true;
        let mut index = 0_usize;
        while self.item(&mut first)? {
            item(self).map_err(|error| error.within(&index.to_string()))?;
            index += 1;
        }
        self.depth -= 1;
        Ok(())
    }

    /// The members of an object, each read by `entry`.
    ///
    /// # Errors
    /// If there is no object, or a member cannot be read.
    pub fn entries(&mut self, entry: &mut dyn FnMut(std::borrow::Cow<'a, str>, &mut Self) -> Result<()>) -> Result<()> {
        self.enter(b'{', "an object is expected")?;
        let mut first = true;
        while let Some(key) = self.key(&mut first)? {
            entry(key, self)?;
        }
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn enter(&mut self, bracket: u8, expected: &'static str) -> Result<()> {
        if self.peek()? != bracket {
            return Err(self.error(expected));
        }
        if self.depth >= DEPTH_MAX {
            return Err(self.error("the text is nested too deeply"));
        }
        self.depth += 1;
        self.open(bracket)
    }
}
