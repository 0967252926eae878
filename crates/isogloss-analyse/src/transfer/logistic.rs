//! Logistic regression with a quadratic penalty, by Newton's method.

use crate::AnalyseError;
use faer::linalg::solvers::Solve;
use faer::{Mat, Side};

/// Newton steps at most; a penalised regression on unit rows takes less than ten.
const STEPS: usize = 100;
/// A step is tried at most so often, each time half as long.
const HALVINGS: usize = 40;
/// Converged: no entry of the gradient is larger than this, per observation.
const TOLERANCE: f64 = 1e-10;
/// Relative rounding of the objective.
const ROUNDING: f64 = 1e-14;
/// Keeps the intercept's curvature positive where every observation is certain.
const FLOOR: f64 = 1e-12;

/// P(y = 1 | x) = σ(θ·x + b).
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// θ, (d,).
    pub weights: Vec<f64>,
    /// b.
    pub intercept: f64,
}

impl Logistic {
    /// θ·x + b.
    pub fn logit(&self, x: &[f32]) -> f64 {
        self.intercept + self.weights.iter().zip(x).map(|(w, &x)| w * f64::from(x)).sum::<f64>()
    }
}

/// −log P(y), nats: log(1 + e^∓z), with nothing that could overflow.
pub fn log_loss(label: bool, logit: f64) -> f64 {
    let against = if label { -logit } else { logit };
    against.max(0.0) + (-against.abs()).exp().ln_1p()
}

fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 { 1.0 / (1.0 + (-z).exp()) } else { z.exp() / (1.0 + z.exp()) }
}

/// Minimises `Σ log loss + λ/2 ‖θ‖²`; the intercept goes free.
///
/// `x[i]`: the features of observation i, all of one length; `labels[i]`: its label. With λ > 0 and both labels present
/// there is one minimum. Newton's steps, halved until the objective falls (iteratively reweighted least squares).
///
/// # Errors
/// Degenerate where a system of equations cannot be solved or the steps do not converge.
pub fn fit(x: &[&[f32]], labels: &[bool], lambda: f64) -> Result<Logistic, AnalyseError> {
    let d = x.first().map_or(0, |row| row.len());
    let mut model = Logistic { weights: vec![0.0; d], intercept: 0.0 };
    let mut value = objective(&model, x, labels, lambda);
    for _ in 0..STEPS {
        let (gradient, hessian) = derivatives(&model, x, labels, lambda);
        let steepest = gradient.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
        if steepest <= TOLERANCE * x.len() as f64 {
            return Ok(model);
        }
        let factor = hessian.llt(Side::Lower).map_err(|_| FAILED)?;
        let step = factor.solve(Mat::from_fn(d + 1, 1, |i, _| gradient[i]));
        let mut length = 1.0;
        let mut halvings = 0;
        loop {
            let trial = moved(&model, &step, length);
            let trial_value = objective(&trial, x, labels, lambda);
            // Near the minimum the objective falls by less than its own rounding, long before the gradient vanishes.
            if trial_value <= value + ROUNDING * value.abs().max(1.0) {
                (model, value) = (trial, trial_value);
                break;
            }
            halvings += 1;
            if halvings == HALVINGS {
                // No step lowers the objective any more: the minimum, as far as f64 can tell.
                return if steepest <= 1e-6 * x.len() as f64 { Ok(model) } else { Err(FAILED) };
            }
            length /= 2.0;
        }
    }
    Err(FAILED)
}

const FAILED: AnalyseError = AnalyseError::Degenerate { what: "the logistic regression did not converge" };

fn moved(model: &Logistic, step: &Mat<f64>, length: f64) -> Logistic {
    let d = model.weights.len();
    let weights = model.weights.iter().enumerate().map(|(j, w)| w - length * step[(j, 0)]).collect();
    Logistic { weights, intercept: model.intercept - length * step[(d, 0)] }
}

/// What is minimised.
pub(super) fn objective(model: &Logistic, x: &[&[f32]], labels: &[bool], lambda: f64) -> f64 {
    let loss: f64 = x.iter().zip(labels).map(|(x, &label)| log_loss(label, model.logit(x))).sum();
    loss + lambda / 2.0 * model.weights.iter().map(|w| w * w).sum::<f64>()
}

/// Gradient, (d + 1,), and Hessian, (d + 1, d + 1), lower triangle; the intercept last.
pub(super) fn derivatives(
    model: &Logistic,
    x: &[&[f32]],
    labels: &[bool],
    lambda: f64,
) -> (Vec<f64>, Mat<f64>) {
    let d = model.weights.len();
    let mut gradient: Vec<f64> = model.weights.iter().map(|w| lambda * w).chain([0.0]).collect();
    // X̃ᵀ diag(p(1 − p)) X̃ as one product: rows of X̃ are (x, 1) times √(p(1 − p)).
    let mut scaled = Mat::zeros(x.len(), d + 1);
    for (i, (x, &label)) in x.iter().zip(labels).enumerate() {
        let p = sigmoid(model.logit(x));
        let error = p - f64::from(u8::from(label));
        let root = (p * (1.0 - p)).sqrt();
        for (j, x) in x.iter().map(|&x| f64::from(x)).chain([1.0]).enumerate() {
            gradient[j] += error * x;
            scaled[(i, j)] = root * x;
        }
    }
    let mut hessian = scaled.transpose() * &scaled;
    (0..d).for_each(|j| hessian[(j, j)] += lambda);
    hessian[(d, d)] += FLOOR;
    (gradient, hessian)
}
