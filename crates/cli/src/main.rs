//! Weftline on the command line.
//!
//! `weftline check config.json --describes DIR` holds an exported configuration against recorded describes with the
//! very checks that the app makes before it saves, so that a pipeline refuses what the app would refuse.
//!
//! `weftline replay BUNDLE` plans what is in a support bundle once more, and says whether it comes out the same.
//!
//! What it refuses to do: speak with an org or a site. What it knows of them is in files.

mod check;
mod files;
mod replay;
mod report;

use std::process::ExitCode;

use check::Asked;

const USAGE: &str = "\
checks an exported configuration of Weftline against recorded describes, or plans a support bundle again

usage: weftline check CONFIG.json --describes DIR [--fields FILE] [--json]
       weftline replay BUNDLE.json

  --describes DIR  one JSON file per object, as `/sobjects/NAME/describe` or `sf sobject describe --json` answers
  --fields FILE    the site's fields, as `/rest/api/3/field` answers; without it Jira's fields are not checked
  --json           what was found as JSON

ends with 0 when nothing stands against it or every plan comes out the same, 1 when not, 2 when it could not be told
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    if let Some(("replay", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return replayed(rest);
    }
    let asked = match arguments_of(&arguments) {
        Ok(asked) => asked,
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match check::check(&asked) {
        Ok(found) => {
            print!("{}", if asked.json { report::json(&found) } else { report::text(&found) });
            ExitCode::from(u8::from(found.errors() > 0))
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn replayed(arguments: &[String]) -> ExitCode {
    let [bundle] = arguments else {
        eprintln!("name one bundle\n\n{USAGE}");
        return ExitCode::from(2);
    };
    match replay::replay(bundle.as_ref()) {
        Ok((told, is_same)) => {
            print!("{told}");
            ExitCode::from(u8::from(!is_same))
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn arguments_of(arguments: &[String]) -> Result<Asked, String> {
    let mut rest = arguments.iter();
    match rest.next().map(String::as_str) {
        Some("check") => {}
        Some(other) => return Err(format!("`{other}` is no command")),
        None => return Err("say what to do".to_owned()),
    }
    let (mut configuration, mut describes, mut fields, mut json) = (None, None, None, false);
    while let Some(argument) = rest.next() {
        let place = match argument.as_str() {
            "--json" => {
                json = true;
                continue;
            }
            "--describes" => &mut describes,
            "--fields" => &mut fields,
            other if other.starts_with('-') => return Err(format!("`{other}` is no option")),
            path => {
                if configuration.replace(path.to_owned()).is_some() {
                    return Err(format!("`{path}` is one file too many"));
                }
                continue;
            }
        };
        let value = rest.next().ok_or_else(|| format!("`{argument}` needs a path"))?;
        if place.replace(value.clone()).is_some() {
            return Err(format!("`{argument}` is there twice"));
        }
    }
    Ok(Asked {
        configuration: configuration.ok_or("name the file to check")?.into(),
        describes: describes.ok_or("`--describes` is missing")?.into(),
        fields: fields.map(Into::into),
        json,
    })
}
