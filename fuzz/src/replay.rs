//! Runs a target without libFuzzer: over its committed corpus, and over inputs bred from it with a seed, the same each
//! time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The longest input that is bred.
const LENGTH_MAX: usize = 4_096;

/// A target with what it is fed on.
pub(crate) struct Replay {
    name: &'static str,
    target: fn(&[u8]),
    seeds: Vec<(String, Vec<u8>)>,
    words: Vec<Vec<u8>>,
}

impl Replay {
    /// A target and its corpus and dictionary below `directory`, the one that holds `corpus` and `dictionaries`.
    pub(crate) fn new(directory: &Path, name: &'static str, target: fn(&[u8])) -> Self {
        let seeds = files(&directory.join("corpus").join(name));
        assert!(!seeds.is_empty(), "the corpus of {name} is empty");
        let words = words(&directory.join("dictionaries").join(format!("{name}.dict")));
        Self { name, target, seeds, words }
    }

    /// Feeds inputs beside those of the corpus.
    pub(crate) fn with<'a>(mut self, seeds: impl IntoIterator<Item = &'a str>) -> Self {
        self.seeds.extend(seeds.into_iter().map(|seed| (seed.to_owned(), seed.as_bytes().to_vec())));
        self
    }

    /// Each seed as it is, then so many inputs bred from them.
    pub(crate) fn run(&self, rounds: usize) {
        for (name, seed) in &self.seeds {
            self.feed(name, seed);
        }
        let mut dice = Dice(7);
        for round in 0..rounds {
            let input = self.bred(&mut dice);
            self.feed(&format!("round {round}"), &input);
        }
    }

    /// One input; a target that panics does so with the input shown.
    pub(crate) fn feed(&self, name: &str, input: &[u8]) {
        if let Err(cause) = catch_unwind(AssertUnwindSafe(|| (self.target)(input))) {
            let start = String::from_utf8_lossy(input.get(..1_000).unwrap_or(input));
            eprintln!("{} was broken by {name}, {} bytes: {start:?}", self.name, input.len());
            std::panic::resume_unwind(cause);
        }
    }

    fn bred(&self, dice: &mut Dice) -> Vec<u8> {
        let mut input = self.seed(dice).to_vec();
        for _ in 0..=dice.roll(4) {
            let at = dice.roll(input.len() + 1);
            let end = (at + dice.roll(16)).min(input.len());
            match dice.roll(8) {
                0 => input.truncate(at),
                1 => drop(input.drain(at..end)),
                2 => drop(input.splice(at..end, self.word(dice).to_vec())),
                3 => insert(&mut input, at, self.word(dice)),
                4 => insert(&mut input, at, &dice.character()),
                5 => {
                    let part = input[at..end].to_vec();
                    insert(&mut input, at, &part.repeat(1 + dice.roll(40)));
                }
                6 => {
                    let other = self.seed(dice);
                    let from = dice.roll(other.len() + 1);
                    input.truncate(at);
                    input.extend_from_slice(&other[from..]);
                }
                _ => {
                    if let Some(byte) = input.get_mut(at) {
                        *byte = u8::try_from(dice.roll(256)).unwrap_or_default();
                    }
                }
            }
            input.truncate(LENGTH_MAX);
        }
        input
    }

    fn seed(&self, dice: &mut Dice) -> &[u8] {
        &self.seeds[dice.roll(self.seeds.len())].1
    }

    fn word(&self, dice: &mut Dice) -> &[u8] {
        self.words.get(dice.roll(self.words.len())).map_or(b"(", Vec::as_slice)
    }
}

fn insert(input: &mut Vec<u8>, at: usize, part: &[u8]) {
    input.splice(at..at, part.iter().copied());
}

/// A directory's files by name, so that the order is the same on every machine.
fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    };
    paths.into_iter().map(read).collect()
}

/// The words of a dictionary in libFuzzer's form: `"text"`, or `name="text"`, with `\\`, `\"` and `\xAB`.
fn words(file: &Path) -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|line| word(line).unwrap_or_else(|| panic!("{}: `{line}` is no word", file.display()))).collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let inside = line.trim().split_once('"')?.1.strip_suffix('"')?;
    let mut bytes = inside.bytes();
    let mut word = Vec::new();
    while let Some(byte) = bytes.next() {
        word.push(match byte {
            b'\\' => match bytes.next()? {
                b'x' => {
                    let digits = [bytes.next()?, bytes.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                other => other,
            },
            byte => byte,
        });
    }
    Some(word)
}

/// A sequence of numbers that looks random and is the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides.max(1)
    }

    /// A character of any length in UTF-8.
    fn character(&mut self) -> Vec<u8> {
        const ODD: [&str; 12] =
            ["\0", "\n", "\u{b}", "\u{85}", "\u{a0}", "é", "ß", "İ", "漢", "\u{202e}", "\u{feff}", "😀"];
        ODD[self.roll(ODD.len())].as_bytes().to_vec()
    }
}
