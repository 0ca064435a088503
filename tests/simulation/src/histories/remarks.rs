//! Comments as the model knows them: who wrote them, where, when, who sees them, and what has to be on the other side.
//! It shares nothing with what is tested.

use weftline_sandbox::random::Random;
use weftline_wire::configuration::CommentDeletions;

/// What an admin has chosen of comments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    pub(crate) to_salesforce: bool,
    pub(crate) to_jira: bool,
    pub(crate) public_in_salesforce: bool,
    pub(crate) public_in_jira: bool,
    pub(crate) deletions: CommentDeletions,
    /// Whether the app's user may change case comments.
    pub(crate) may_edit: bool,
}

impl Manners {
    /// What some admin has chosen.
    pub(crate) fn chosen(random: &mut Random) -> Self {
        let way = random.below(6);
        Self {
            to_salesforce: way != 0,
            to_jira: way != 1,
            public_in_salesforce: random.below(3) != 0,
            public_in_jira: random.below(3) != 0,
            deletions: [CommentDeletions::Keep, CommentDeletions::Mark, CommentDeletions::Delete]
                [usize::try_from(random.below(3)).unwrap()],
            may_edit: random.below(3) != 0,
        }
    }
}

/// Where somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Jira,
    Salesforce,
}

/// Who sees a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Customers too. Where there are no customers, nothing is.
    Public,
    Internal,
    /// A role only.
    Restricted,
}

/// What a comment says since then.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) at_ms: u64,
    /// The words: different each time.
    pub(crate) number: u64,
    pub(crate) seen: Seen,
}

/// A comment that somebody wrote.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub(crate) number: u64,
    pub(crate) side: Side,
    pub(crate) id: String,
    /// Who wrote it in Jira, or in its panel.
    pub(crate) author: &'static str,
    /// Whether it was written in Jira's panel and posted on the record.
    pub(crate) posted: bool,
    /// Whether it answers a post in a feed.
    pub(crate) answer: bool,
    pub(crate) versions: Vec<Version>,
    pub(crate) deleted_ms: Option<u64>,
    /// Whether Jira's only word of its deletion was lost.
    pub(crate) untold: bool,
    /// How many copies were left of it when all was at rest, once it was deleted.
    pub(crate) left: Option<usize>,
    /// Whether somebody deleted a copy of it.
    pub(crate) bereft: bool,
    /// Whether it was written or changed while the two were not linked, or their link changed: then it may have no copy,
    /// or one that does not follow.
    pub(crate) loose: bool,
    /// Whether its issue was moved to another project: the copy shows who sees it only once it is looked at again.
    pub(crate) moved: bool,
    /// Whether its issue was ever moved: a copy that was written where there are no customers is marked as internal.
    pub(crate) was_moved: bool,
    /// When it said last what nobody was told of.
    pub(crate) unheard_ms: Option<u64>,
    /// Whether it says of itself that customers do not see it.
    pub(crate) hidden: bool,
    /// Whether conditions held it back when all was last at rest.
    pub(crate) held: bool,
}

/// A comment that is there.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: String,
    /// Its words, one blank between any two.
    pub(crate) text: String,
    /// Whether customers see it.
    pub(crate) public: bool,
}

/// Which words of which remark a comment has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) remark: u64,
    pub(crate) version: u64,
}

impl Remark {
    /// What it says, in this version.
    pub(crate) fn words(&self, version: u64) -> String {
        words(self.number, version)
    }

    pub(crate) fn last(&self) -> &Version {
        self.versions.last().expect("a remark says something")
    }

    /// Whether somebody did something to it after then.
    pub(crate) fn changed_since(&self, ms: u64) -> bool {
        self.last().at_ms > ms || self.deleted_ms.is_some_and(|deleted_ms| deleted_ms > ms)
    }

    /// Whether customers may ever have seen these words, where it was written.
    pub(crate) fn was_public(&self, version: u64) -> bool {
        self.versions.iter().any(|said| said.number == version && said.seen == Seen::Public)
    }
}

/// What a remark says.
pub(crate) fn words(remark: u64, version: u64) -> String {
    format!("Remark {remark} version {version}.")
}

/// What words of a remark a comment has, if any, and what stands before and after them.
pub(crate) fn read(text: &str) -> Option<(Words, &str, &str)> {
    let (before, rest) = text.split_once("Remark ")?;
    let (remark, rest) = rest.split_once(" version ")?;
    let (version, after) = rest.split_once('.')?;
    let words = Words { remark: remark.parse().ok()?, version: version.parse().ok()? };
    Some((words, before.trim(), after.trim()))
}

/// Whether a copy ends as it has to: with who wrote it, and nothing else.
fn is_signed(remark: &Remark, after: &str) -> bool {
    match remark.side {
        // Its issue may have had another key when it was copied.
        Side::Salesforce if remark.answer => {
            after.starts_with("Mia Admin in answer to “Remark ") && after.ends_with("” via Salesforce")
        }
        Side::Salesforce if !remark.posted => after == "Mia Admin via Salesforce",
        _ => after.strip_prefix(remark.author).is_some_and(|by| by.starts_with(" via Jira (") && by.ends_with(')')),
    }
}

/// What is wrong with the copies of a remark that conditions hold back; `all_along` since all was at rest before.
pub(crate) fn judge_held(remark: &Remark, copies: &[&Found], all_along: bool, since_ms: u64) -> Result<(), String> {
    let is_new = remark.versions.first().is_some_and(|first| first.at_ms > since_ms);
    if all_along && is_new && !copies.is_empty() {
        return Err("it was held back, and is there".into());
    }
    let read: Vec<Words> = copies.iter().filter_map(|copy| read(&copy.text)).map(|(words, ..)| words).collect();
    let nobody_wrote = |words: &Words| !remark.versions.iter().any(|version| version.number == words.version);
    if read.iter().any(nobody_wrote) { Err("it has words that nobody wrote".into()) } else { Ok(()) }
}

/// What is wrong with the copies of a remark at rest; `since_ms` is when all was at rest before.
pub(crate) fn judge(
    remark: &Remark,
    copies: &[&Found],
    manners: &Manners,
    has_customers: bool,
    since_ms: u64,
) -> Result<(), String> {
    let read: Vec<(Words, &str, &str)> = copies.iter().filter_map(|copy| read(&copy.text)).collect();
    for (index, (words, before, _)) in read.iter().enumerate() {
        if !remark.versions.iter().any(|version| version.number == words.version) {
            return Err("it has words that nobody wrote".into());
        }
        // What cannot be changed is followed by one that says what became of it: that one is there once, too.
        let twice = |(other, begins, _): &(Words, &str, &str)| {
            other == words && begins.starts_with(ENDS) == before.starts_with(ENDS)
        };
        if read.iter().skip(index + 1).any(twice) {
            return Err("it is there twice".into());
        }
    }
    let unsigned = |(_, before, after): &&(Words, &str, &str)| !before.starts_with(ENDS) && !is_signed(remark, after);
    if let Some((_, _, after)) = read.iter().find(unsigned) {
        return Err(format!("it ends with `{after}`"));
    }
    let goes = match remark.side {
        Side::Jira => manners.to_salesforce,
        Side::Salesforce => manners.to_jira,
    };
    if !goes {
        return if copies.is_empty() { Ok(()) } else { Err("comments do not go that way".into()) };
    }
    let may_edit = manners.may_edit || remark.side == Side::Salesforce;
    if may_edit && copies.len() > 1 {
        return Err("there are several".into());
    }
    if remark.loose {
        return Ok(());
    }
    if remark.bereft {
        // Another one may have followed it in the same moment, where copies cannot be changed.
        let may_be = copies.is_empty() || !may_edit;
        return if may_be { Ok(()) } else { Err("somebody deleted its copy, and it is there again".into()) };
    }
    if remark.deleted_ms.is_some() {
        return deleted(remark, copies, &read, manners, may_edit, since_ms);
    }
    let Some(newest) = read.iter().position(|(words, ..)| words.version == remark.last().number) else {
        return Err(if copies.is_empty() { "it is not there".into() } else { "it has older words".into() });
    };
    if may_edit && !read[newest].1.is_empty() || !may_edit && !["", REPLACES].contains(&read[newest].1) {
        return Err(format!("it begins with `{}`", read[newest].1));
    }
    if remark.moved {
        return Ok(());
    }
    let (allowed, never_later) = match remark.side {
        Side::Jira => (manners.public_in_salesforce, false),
        Side::Salesforce => (manners.public_in_jira && has_customers, true),
    };
    let may_be = allowed && remark.last().seen == Seen::Public;
    if !may_be && copies.iter().any(|copy| copy.public) && (has_customers || remark.side == Side::Jira) {
        return Err("customers see it".into());
    }
    // Jira has no request that shows a comment later.
    let was_hidden = remark.was_moved || remark.versions.iter().any(|version| version.seen != Seen::Public);
    let has_to_be = may_be && !(never_later && was_hidden);
    if has_to_be && !copies[newest].public {
        return Err("customers do not see it".into());
    }
    Ok(())
}

/// What a copy begins with that takes the place of another one.
const REPLACES: &str = "[replaces an earlier comment]";

/// What a comment begins with that says of another one that its original is gone.
const ENDS: &str = "[a comment that was copied from Jira was deleted there]";

/// What becomes of the copy of a remark that was deleted.
fn deleted(
    remark: &Remark,
    copies: &[&Found],
    read: &[(Words, &str, &str)],
    manners: &Manners,
    may_edit: bool,
    since_ms: u64,
) -> Result<(), String> {
    if let Some(left) = remark.left {
        return if copies.len() == left {
            Ok(())
        } else {
            Err(format!("it was deleted long ago, and {left} copies were left"))
        };
    }
    let was_new = remark.versions.first().is_none_or(|first| first.at_ms > since_ms);
    let stays = match manners.deletions {
        CommentDeletions::Keep => true,
        CommentDeletions::Mark => true,
        CommentDeletions::Delete => false,
    };
    if copies.is_empty() {
        // What was gone before anybody looked was never copied.
        return if was_new || !stays { Ok(()) } else { Err("it was deleted, and its copy has to stay".into()) };
    }
    if remark.untold {
        return Ok(());
    }
    if !stays && may_edit {
        return Err("it was deleted, and its copy has to go".into());
    }
    let marked = match remark.side {
        Side::Jira => "[deleted in Jira]",
        Side::Salesforce => "[deleted in Salesforce]",
    };
    let is_marked = read.iter().any(|(_, before, _)| before.starts_with(marked));
    match manners.deletions {
        CommentDeletions::Mark if may_edit && !is_marked => Err("it was deleted, and its copy has to say so".into()),
        CommentDeletions::Keep if is_marked => Err("it was deleted, and its copy has to stay as it was".into()),
        _ => Ok(()),
    }
}
