//! What goes wrong, and at which effect.

/// What goes wrong at an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// The invocation dies before the effect is carried out.
    DiesBefore,
    /// The invocation dies after the effect was carried out.
    DiesAfter,
    /// The effect is carried out, but the connection breaks before the answer.
    AnswerLost,
    /// The connection breaks before the effect is carried out.
    NeverSent,
    /// No answer in time, though the effect was carried out.
    TimesOut,
}

impl Stroke {
    /// All of them.
    pub const ALL: [Stroke; 5] =
        [Stroke::DiesBefore, Stroke::DiesAfter, Stroke::AnswerLost, Stroke::NeverSent, Stroke::TimesOut];
}

/// A stroke at one effect of a run, counted from 0, or at two; or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Luck([Option<(usize, Stroke)>; 2]);

impl Luck {
    /// Nothing goes wrong.
    pub fn good() -> Self {
        Self([None; 2])
    }

    /// This goes wrong at the effect with this index.
    pub fn bad(index: usize, stroke: Stroke) -> Self {
        Self([Some((index, stroke)), None])
    }

    /// This goes wrong at the effect with this index, too.
    pub fn and(self, index: usize, stroke: Stroke) -> Self {
        Self([self.0[0], Some((index, stroke))])
    }

    pub(crate) fn at(self, index: usize) -> Option<Stroke> {
        self.0.into_iter().flatten().find(|(at, _)| *at == index).map(|(_, stroke)| stroke)
    }
}
