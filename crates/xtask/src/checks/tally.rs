//! Counting what passed.

/// What came of some checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Checks that hold.
    pub(crate) passed: u32,
    /// Checks that do not hold.
    pub(crate) failed: u32,
    /// Checks that were not made.
    pub(crate) skipped: u32,
    /// What a reader must know: what failed, what was not run and why.
    pub(crate) notes: Vec<String>,
}

/// The checks of one kind.
pub(crate) struct Group {
    /// Its name.
    pub(crate) name: String,
    /// What came of it.
    pub(crate) tally: Tally,
    /// How long it took.
    pub(crate) seconds: f64,
}

impl Group {
    /// A group that took no time.
    pub(crate) fn of(name: &str, tally: Tally) -> Self {
        Self { name: name.to_owned(), tally, seconds: 0.0 }
    }
}

impl Tally {
    /// One check that failed.
    pub(crate) fn failed(note: String) -> Self {
        Self { failed: 1, notes: vec![note], ..Self::default() }
    }

    /// One check that this machine cannot make. Where everything is meant to be there, that is a failure.
    pub(crate) fn not_run(check: &str, reason: &str, is_ci: bool) -> Self {
        let note = format!("NOT RUN: {check}: {reason}");
        if is_ci {
            return Self::failed(note);
        }
        Self { skipped: 1, notes: vec![note], ..Self::default() }
    }

    /// One check by its result.
    pub(crate) fn of_one(check: &str, result: anyhow::Result<()>) -> Self {
        match result {
            Ok(()) => Self { passed: 1, ..Self::default() },
            Err(error) => Self::failed(format!("{check}: {error:#}")),
        }
    }

    /// Adds others.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.notes.extend(other.notes);
    }

    /// Whether there was nothing to check.
    pub(crate) fn is_empty(&self) -> bool {
        self.passed + self.failed + self.skipped == 0
    }
}

/// Whether this runs where everything is meant to be there.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// Prints a table, the notes, and as the last line the sum, which it returns.
pub(crate) fn print(groups: &[Group]) -> Tally {
    let mut sum = Tally::default();
    println!();
    println!("{:<14} {:>7} {:>7} {:>7} {:>9}", "", "passed", "failed", "skipped", "time");
    for Group { name, tally, seconds } in groups {
        println!("{name:<14} {:>7} {:>7} {:>7} {seconds:>7.1} s", tally.passed, tally.failed, tally.skipped);
        let named = tally.notes.iter().map(|note| format!("{name}: {note}")).collect();
        sum.add(Tally { notes: named, ..tally.clone() });
    }
    println!();
    for note in &sum.notes {
        println!("{note}");
    }
    println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_run_is_skipped_here_and_failed_in_ci() {
        let here = Tally::not_run("browser", "no Chromium", false);
        assert_eq!((here.failed, here.skipped), (0, 1));
        let there = Tally::not_run("browser", "no Chromium", true);
        assert_eq!((there.failed, there.skipped), (1, 0));
        assert_eq!(there.notes, ["NOT RUN: browser: no Chromium"]);
    }
}
