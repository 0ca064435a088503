//! How a file is written.

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// How its characters are encoded.
    pub encoding: Encoding,
    /// What stands between two fields.
    pub delimiter: Delimiter,
    /// How its rows end.
    pub line_end: LineEnd,
    /// Whether it begins with a byte order mark.
    pub has_bom: bool,
}

/// How characters are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, ASCII among it.
    Utf8,
    /// Windows-1252, ISO-8859-1 among it: what Excel writes in western Europe. The five bytes that it leaves open are
    /// control characters. <https://encoding.spec.whatwg.org/#windows-1252>
    Windows1252,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// What stands between two fields: one ASCII character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiter(u8);

impl Delimiter {
    /// `,`
    pub const COMMA: Self = Self(b',');
    /// `;`: what Excel writes where the comma is the decimal sign.
    pub const SEMICOLON: Self = Self(b';');
    /// A tab.
    pub const TAB: Self = Self(b'\t');
    /// `|`
    pub const PIPE: Self = Self(b'|');
    /// Those that are detected.
    pub(crate) const DETECTED: [Self; 4] = [Self::COMMA, Self::SEMICOLON, Self::TAB, Self::PIPE];

    /// Any other; none for what cannot be one: quotes, line ends, NUL, and what is not ASCII.
    #[must_use]
    pub fn new(character: char) -> Option<Self> {
        let byte = u8::try_from(character).ok().filter(u8::is_ascii)?;
        (!matches!(byte, b'"' | b'\r' | b'\n' | 0)).then_some(Self(byte))
    }

    /// The character.
    #[must_use]
    pub fn character(self) -> char {
        char::from(self.0)
    }

    pub(crate) fn byte(self) -> u8 {
        self.0
    }
}

/// How rows end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// LF. A CR before it belongs to it too; any other CR is text.
    Lf,
    /// CR and LF. Rows that end in LF alone are read as well; a CR alone is text.
    CrLf,
    /// CR, as old Macs wrote it. A LF is text.
    Cr,
}

impl LineEnd {
    /// The last byte of a row.
    pub(crate) fn last_byte(self) -> u8 {
        match self {
            Self::Lf | Self::CrLf => b'\n',
            Self::Cr => b'\r',
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
            Self::Cr => "\r",
        }
    }
}
