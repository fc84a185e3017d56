//! Linear models with named features, their weights read from `weights.tsv`.

use std::sync::LazyLock;

macro_rules! features {
    ($(#[$doc:meta])* $count:ident $names:ident; $($constant:ident $name:literal,)*) => {
        $(#[$doc])*
        pub(crate) const $names: &[&str] = &[$($name),*];
        pub(crate) const $count: usize = $names.len();
        features!(@number 0; $($constant)*);
    };
    (@number $number:expr; $constant:ident $($rest:ident)*) => {
        pub(crate) const $constant: usize = $number;
        features!(@number $number + 1; $($rest)*);
    };
    (@number $number:expr;) => {};
}
pub(crate) use features;

/// What decides: one weight a feature for each model, and the bins that make a score a chance.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// Whether a spot is a place, seen alone.
    pub alone: Vec<f32>,
    /// Whether a spot is a place, seen in its article.
    pub accept: Vec<f32>,
    /// Which of its candidates a spot means.
    pub resolve: Vec<f32>,
    /// Rising steps of (score, chance): see [`Weights::calibrate`].
    pub steps: Vec<(f32, f32)>,
}

static SHIPPED: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_str!("weights.tsv")));

impl Weights {
    /// Those that ship within the program.
    pub fn shipped() -> &'static Weights {
        &SHIPPED
    }

    /// Whether they are those.
    pub(crate) fn are_shipped(&self) -> bool {
        std::ptr::eq(self, Weights::shipped())
    }

    /// Reads lines of `model`, `feature`, `weight`, apart by tabs; what is not known is left out
    /// and what is not there weighs nothing.
    pub fn read(text: &str) -> Weights {
        let mut weights = Weights::zero();
        for line in text.lines().filter(|it| !it.starts_with('#')) {
            let mut cells = line.split('\t');
            let (Some(model), Some(feature), Some(weight)) =
                (cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            let Ok(weight) = weight.parse() else { continue };
            if model == "calibrate" {
                weights.steps.extend(feature.parse().ok().map(|score| (score, weight)));
                continue;
            }
            let Some((_, names, values)) =
                weights.models().into_iter().find(|(name, _, _)| *name == model)
            else {
                continue;
            };
            let at = names.iter().position(|it| *it == feature);
            if let Some(value) = at.and_then(|it| values.get_mut(it)) {
                *value = weight;
            }
        }
        weights
    }

    /// All weights nought.
    pub fn zero() -> Weights {
        Weights {
            alone: vec![0.0; crate::place::context::FEATURES],
            accept: vec![0.0; crate::place::context::FEATURES],
            resolve: vec![0.0; crate::place::resolve::FEATURES],
            steps: Vec::new(),
        }
    }

    /// Each model: its name, the names of its features, its weights.
    pub fn models(&mut self) -> [(&'static str, &'static [&'static str], &mut Vec<f32>); 3] {
        use crate::place::context::NAMES;
        use crate::place::resolve::NAMES as RESOLVE;
        [
            ("alone", NAMES, &mut self.alone),
            ("accept", NAMES, &mut self.accept),
            ("resolve", RESOLVE, &mut self.resolve),
        ]
    }

    /// The lines that [`Weights::read`] reads.
    pub fn write(&mut self) -> String {
        let mut text = String::new();
        for (model, names, values) in self.models() {
            for (name, value) in names.iter().zip(values.iter()).filter(|(_, it)| **it != 0.0) {
                text.push_str(&format!("{model}\t{name}\t{value:.3}\n"));
            }
        }
        for (score, chance) in &self.steps {
            text.push_str(&format!("calibrate\t{score:.3}\t{chance:.3}\n"));
        }
        text
    }

    /// The chance that a mention of this score is right: between the steps on straight lines.
    pub fn calibrate(&self, score: f32) -> f32 {
        let after = self.steps.partition_point(|(at, _)| *at <= score);
        let below = after.checked_sub(1).and_then(|it| self.steps.get(it));
        match (below, self.steps.get(after)) {
            (Some((x0, y0)), Some((x1, y1))) => {
                y0 + (y1 - y0) * (score - x0) / (x1 - x0).max(f32::EPSILON)
            }
            (Some((_, y)), None) | (None, Some((_, y))) => *y,
            (None, None) => score,
        }
        .clamp(0.0, 1.0)
    }
}

/// The sum of weighted features.
#[inline]
pub(crate) fn dot(weights: &[f32], features: &[f32]) -> f32 {
    weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum()
}

/// A score as a chance.
pub(crate) fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration() {
        let weights = Weights { steps: vec![(0.2, 0.1), (0.6, 0.5)], ..Weights::default() };
        assert!((weights.calibrate(0.4) - 0.3).abs() < 1e-6);
        assert!((weights.calibrate(0.9) - 0.5).abs() < 1e-6);
        assert!((weights.calibrate(0.0) - 0.1).abs() < 1e-6);
    }

    #[test]
    fn what_is_written_is_read() {
        let mut weights = Weights::shipped().clone();
        let text = weights.write();
        assert_eq!(Weights::read(&text).write(), text);
    }
}
