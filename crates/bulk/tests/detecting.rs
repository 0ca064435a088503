//! How a file is written, told from its head.

use weftline_bulk::{Delimiter, Dialect, Encoding, LineEnd, detect};

fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn blk_9_a_head_may_be_cut_anywhere() {
    let text =
        "Größe;Titel;Text\r\n1,5;Ä;\"Zeile 1\r\n\"\"Zeile\"\" 2, 3, 4\"\r\n2,5;Ö;\"😀, ß\r\n, und\"\r\n".repeat(2);
    let dialect =
        Dialect { encoding: Encoding::Utf8, delimiter: Delimiter::SEMICOLON, line_end: LineEnd::CrLf, has_bom: false };
    let first_row = "Größe;Titel;Text\r\n".len();
    for end in first_row..=text.len() {
        assert_eq!(detect(&text.as_bytes()[..end]), dialect, "cut after {end} bytes");
    }
    for end in "Größe;Titel;Text".len()..first_row {
        assert_eq!(detect(&text.as_bytes()[..end]).delimiter, Delimiter::SEMICOLON, "cut after {end} bytes");
    }
    for (unit, encoding) in
        [(u16::to_le_bytes as fn(u16) -> [u8; 2], Encoding::Utf16Le), (u16::to_be_bytes, Encoding::Utf16Be)]
    {
        for mark in ["", "\u{feff}"] {
            let bytes = utf_16(&format!("{mark}{text}"), unit);
            for end in 2 * (first_row + 1)..=bytes.len() {
                let expected = Dialect { encoding, has_bom: !mark.is_empty(), ..dialect };
                assert_eq!(detect(&bytes[..end]), expected, "cut after {end} bytes");
            }
        }
    }
}

#[test]
fn blk_9_a_few_broken_bytes_make_no_other_encoding() {
    let utf_8 = "a,b\nMüller,Söhne\nJosé,Çelik\n".as_bytes();
    assert_eq!(detect(&[utf_8, b"x,M\xFCller\n"].concat()).encoding, Encoding::Utf8);
    assert_eq!(detect(b"a,b\nM\xFCller,S\xF6hne\nx,Jos\xC3\xA9\n").encoding, Encoding::Windows1252);
    assert_eq!(detect(b"a,b\nM\xFCller,1\n").encoding, Encoding::Windows1252);
}

#[test]
fn blk_9_a_nul_here_and_there_makes_no_utf_16() {
    assert_eq!(detect(b"id,name\n1,x\0y\n2,\0\n").encoding, Encoding::Utf8);
    assert_eq!(detect(b"a\0").encoding, Encoding::Utf8);
    assert_eq!(detect(&[0; 100]).encoding, Encoding::Utf8);
}
