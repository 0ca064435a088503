//! What styles say, of both sides: colours, alignment, indents, and the colours of Jira's panels.

/// A colour as ADF writes it: `#` and six digits, in lower case.
pub(crate) fn colour(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return match digits.len() {
            6 if hexadecimal => Some(text.to_ascii_lowercase()),
            3 if hexadecimal => Some(digits.chars().fold(String::from("#"), |mut colour, digit| {
                colour.extend([digit.to_ascii_lowercase(); 2]);
                colour
            })),
            _ => None,
        };
    }
    if let Some((function, rest)) = text.split_once('(') {
        let parts: Vec<&str> =
            rest.trim_end_matches(')').split([',', ' ', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let function = function.trim();
        if !function.eq_ignore_ascii_case("rgb") && !function.eq_ignore_ascii_case("rgba") {
            return None;
        }
        let (channels, alpha) = parts.split_at_checked(3)?;
        if matches!(alpha.first(), Some(&("0" | "0.0" | "0%" | ".0"))) {
            return None;
        }
        let mut colour = String::from("#");
        for channel in channels {
            let value: u8 = channel.split('.').next()?.parse().ok()?;
            for digit in [value >> 4, value & 15] {
                colour.push(char::from_digit(u32::from(digit), 16)?);
            }
        }
        return Some(colour);
    }
    let named = NAMED.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    named.map(|(_, colour)| (*colour).to_owned())
}

/// Whether a value is a colour that is seen and that [`colour`] does not read.
pub(crate) fn is_lost_colour(value: &str) -> bool {
    let unseen = ["", "transparent", "inherit", "initial", "unset", "none", "currentcolor", "windowtext", "auto"];
    let value = value.trim().to_ascii_lowercase();
    colour(&value).is_none() && !unseen.contains(&value.as_str()) && !value.starts_with("rgb")
}

/// The names that CSS began with; editors write numbers. <https://www.w3.org/TR/css-color-4/#named-colors>
const NAMED: [(&str, &str); 18] = [
    ("black", "#000000"),
    ("silver", "#c0c0c0"),
    ("gray", "#808080"),
    ("grey", "#808080"),
    ("white", "#ffffff"),
    ("maroon", "#800000"),
    ("red", "#ff0000"),
    ("purple", "#800080"),
    ("fuchsia", "#ff00ff"),
    ("green", "#008000"),
    ("lime", "#00ff00"),
    ("olive", "#808000"),
    ("yellow", "#ffff00"),
    ("navy", "#000080"),
    ("blue", "#0000ff"),
    ("teal", "#008080"),
    ("aqua", "#00ffff"),
    ("orange", "#ffa500"),
];

/// Jira's panels and the colours that it shows them in.
/// <https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/panel/>
const PANELS: [(&str, &str); 5] =
    [("info", "#deebff"), ("note", "#eae6ff"), ("success", "#e3fcef"), ("warning", "#fffae6"), ("error", "#ffebe6")];

/// The colour of a type of panel.
pub(crate) fn panel_colour(kind: &str) -> Option<&'static str> {
    PANELS.iter().find(|(name, _)| *name == kind).map(|(_, colour)| *colour)
}

/// The type of panel that has a colour.
pub(crate) fn panel_of(colour: &str) -> Option<&'static str> {
    PANELS.iter().find(|(_, known)| *known == colour).map(|(name, _)| *name)
}

/// The colour that Jira shows a status in.
/// <https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/status/>
pub(crate) fn status_colour(name: &str) -> &'static str {
    match name {
        "purple" => "#eae6ff",
        "blue" => "#deebff",
        "red" => "#ffebe6",
        "yellow" => "#fff0b3",
        "green" => "#e3fcef",
        _ => "#dfe1e6",
    }
}

/// Pixels of one step of indentation, as CKEditor writes it; Quill writes a class.
pub(crate) const INDENT_PX: u32 = 40;

/// Steps of indentation that ADF knows.
pub(crate) const INDENT_MAX: u32 = 6;

/// The declarations of a `style` attribute: properties in lower case, values without `!important`.
pub(crate) fn declarations(style: &str) -> impl Iterator<Item = (String, &str)> {
    style.split(';').filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let value = value.trim();
        let value = value.strip_suffix("!important").unwrap_or(value).trim_end();
        Some((property.trim().to_ascii_lowercase(), value))
    })
}

/// Whole steps of indentation of a length in pixels, points or ems.
pub(crate) fn indent(length: &str) -> Option<u32> {
    let digits = length.find(|character: char| !character.is_ascii_digit()).unwrap_or(length.len());
    let number: u32 = length.get(..digits)?.parse().ok()?;
    let unit = length.get(digits..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let step = match unit {
        "px" => INDENT_PX,
        "pt" => 30,
        "em" | "rem" => 3,
        _ => return None,
    };
    Some((number / step).min(INDENT_MAX)).filter(|&steps| steps > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_browsers_write_them() {
        for (written, read) in [
            ("#ABC", Some("#aabbcc")),
            ("#97a0AF", Some("#97a0af")),
            ("rgb(68, 0,255)", Some("#4400ff")),
            ("rgb(68 0 255 / 50%)", Some("#4400ff")),
            ("rgba(0, 0, 0, 0.5)", Some("#000000")),
            ("rgba(0, 0, 0, 0)", None),
            ("Red", Some("#ff0000")),
            ("transparent", None),
            ("rgb(300, 0, 0)", None),
            ("#12345", None),
            ("#12345g", None),
            ("rgb(", None),
            ("expression(alert(1))", None),
        ] {
            assert_eq!(colour(written).as_deref(), read, "{written}");
        }
    }

    #[test]
    fn indents_are_whole_steps() {
        assert_eq!(
            ["80px", "40.0px", "30pt", "3em", "10px", "9999px", "5%", ""].map(indent),
            [Some(2), Some(1), Some(1), Some(1), None, Some(6), None, None]
        );
    }
}
