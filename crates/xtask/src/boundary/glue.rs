//! From wasm-bindgen's glue and the module to `core.cjs`.
//!
//! The glue comes as `let wasm_bindgen = (function(exports) { ... })(...)`: one closure around all of its state. It is put
//! into a function, so that each instance gets a closure of its own, and what loads modules from addresses is cut out.
//! Every assumption about the generated text is checked: a new wasm-bindgen either fits or fails the build.

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::declarations::Surface;

const TEMPLATE: &str = include_str!("core.template.cjs");
const HEAD: &str = "let wasm_bindgen = (function(exports) {\n";
const TAIL: &str = "\n    return Object.assign(__wbg_init, { initSync }, exports);\n})({ __proto__: null });\n";
const TAIL_WITHOUT_LOADER: &str = "\n    return Object.assign({ initSync }, exports);\n})({ __proto__: null });\n";

/// The whole `core.cjs`.
pub(crate) fn wrap(glue: &str, wasm: &[u8], surface: &Surface) -> Result<String> {
    let glue = without_loader(glue)?;
    for absent in ["import.meta", "import ", "require(", "fetch(", "document", "await ", "export "] {
        if let Some(line) = glue.lines().find(|line| is_code(line) && line.contains(absent)) {
            bail!("the glue holds `{absent}`, which `core.cjs` must not: {}", line.trim());
        }
    }
    for class in &surface.classes {
        check_once(&glue, &format!("exports.{} = {};", class.name, class.name))?;
    }
    if glue.matches("this.__wbg_ptr = 0;").count() != surface.classes.len() {
        bail!("the glue does not mark freed objects as `core.cjs` expects");
    }
    for function in &surface.functions {
        check_once(&glue, &format!("exports.{function} = {function};"))?;
    }
    let exported = glue.matches("\n    exports.").count();
    if exported != surface.classes.len() + surface.functions.len() {
        bail!("the glue exports {exported} names, but the declarations have others");
    }
    let mut core = TEMPLATE.to_owned();
    for (place, text) in [
        ("@CLASSES@", serde_json::to_string(&surface.classes)?),
        ("@FUNCTIONS@", serde_json::to_string(&surface.functions)?),
        ("@GLUE@", glue),
        ("@WASM@", STANDARD.encode(wasm)),
    ] {
        check_once(&core, place)?;
        core = core.replacen(place, &text, 1);
    }
    Ok(core)
}

/// The glue without what finds out the script's own address and what loads modules asynchronously.
fn without_loader(glue: &str) -> Result<String> {
    let Some(body) = glue.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix(TAIL)) else {
        bail!("the glue does not begin and end as the closure that wasm-bindgen 0.2.130 makes");
    };
    let body = cut(body, "    let script_src;\n", "\n    }\n")?;
    let body = cut(&body, "    async function __wbg_load(", "\n    }\n")?;
    let body = cut(&body, "    let __wbg_init_promise;\n", "\n    }\n")?;
    let body = cut(&body, "    async function __wbg_init_once(", "\n    }\n")?;
    check_once(&body, "function initSync(")?;
    Ok(format!("{HEAD}{body}{TAIL_WITHOUT_LOADER}"))
}

/// Removes one stretch, from `first` to the end of the next `last`.
fn cut(text: &str, first: &str, last: &str) -> Result<String> {
    check_once(text, first)?;
    let Some((before, rest)) = text.split_once(first) else {
        bail!("the glue has no `{}`", first.trim());
    };
    let Some((_, after)) = rest.split_once(last) else {
        bail!("`{}` has no end in the glue", first.trim());
    };
    Ok(format!("{before}{after}"))
}

fn check_once(text: &str, part: &str) -> Result<()> {
    match text.matches(part).count() {
        1 => Ok(()),
        count => bail!("`{}` is in the glue {count} times, not once", part.trim()),
    }
}

fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !(line.starts_with("//") || line.starts_with("/*") || line.starts_with('*'))
}

#[cfg(test)]
mod tests {
    use super::super::declarations::Class;
    use super::*;

    const GLUE: &str = include_str!("testdata/glue.js");

    fn surface() -> Surface {
        Surface {
            text: String::new(),
            classes: vec![Class { name: "Run".into(), statics: vec!["start".into()], methods: vec!["resume".into()] }],
            functions: vec!["answer".into()],
            ..Surface::default()
        }
    }

    #[test]
    fn each_instance_gets_the_whole_closure_and_no_loader() {
        let core = wrap(GLUE, b"\0asm", &surface()).unwrap();
        assert!(core.contains("  \"AGFzbQ==\";"));
        assert!(core.contains(r#"of [{"name":"Run","statics":["start"],"methods":["resume"]}])"#));
        assert!(core.contains(r#"of ["answer"])"#));
        let instantiate = core.find("function instantiate(").unwrap();
        let end = core.find("\n}\n").unwrap();
        let closure = core.find("let wasm_bindgen = (function(exports) {").unwrap();
        assert!((instantiate..end).contains(&closure), "the glue's state lies outside of an instance");
        for gone in ["fetch(", "script_src", "__wbg_load", "__wbg_init(", "async "] {
            assert!(!core.contains(gone), "{gone}");
        }
    }

    #[test]
    fn glue_of_another_shape_fails_the_build() {
        let cases = [
            (GLUE.replacen("let wasm_bindgen", "var wasm_bindgen", 1), "does not begin and end"),
            (GLUE.replacen("function initSync(", "function initNow(", 1), "0 times"),
            (GLUE.replacen("let script_src;", "let source;", 1), "`let script_src;` is in the glue 0 times"),
            (GLUE.replacen("const ret = Error(", "import.meta; Error(", 1), "holds `import.meta`"),
            (GLUE.replacen("exports.answer = answer;", "", 1), "0 times"),
            (
                GLUE.replacen("exports.answer = answer;", "exports.answer = answer;\n    exports.more = answer;", 1),
                "exports 3 names",
            ),
        ];
        for (glue, expected) in cases {
            let error = wrap(&glue, b"", &surface()).unwrap_err().to_string();
            assert!(error.contains(expected), "`{error}` does not say `{expected}`");
        }
    }
}
